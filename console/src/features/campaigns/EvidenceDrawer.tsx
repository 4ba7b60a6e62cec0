import { Anchor, Drawer, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { counted } from '../../lib/time';
import { IocTypeBadge, SeverityBadge } from '../../parts/badges';
import { Evidence } from '../../parts/Evidence';
import { HostLink } from '../../parts/HostLink';
import { RelativeTime } from '../../ui/RelativeTime';
import type { OpenedMatch } from './api';

/** The first row of a host that matched an indicator. */
export function EvidenceDrawer({
  campaign,
  match,
  onClose,
}: {
  campaign: string;
  match: OpenedMatch;
  onClose: () => void;
}) {
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={`Evidence on ${match.hostname}`}
    >
      <Stack>
        <Group gap="xs">
          <IocTypeBadge type={match.ioc_type} />
          <SeverityBadge severity={match.severity} />
        </Group>
        <Text size="sm" className="mono" style={{ overflowWrap: 'anywhere' }}>
          {match.ioc_value}
        </Text>
        <Group gap="sm">
          <HostLink id={match.host_id} name={match.hostname} />
          <Text size="sm" c="dimmed">
            {counted(match.rows, 'row')} matched
            {match.reported_at !== null && (
              <>
                , reported <RelativeTime at={match.reported_at} />
              </>
            )}
          </Text>
        </Group>
        <Evidence row={match.evidence} />
        {match.alert_id !== null && (
          <Anchor
            component={Link}
            to="/alerts"
            search={{ campaign_id: campaign } as never}
            size="sm"
          >
            Alerts of this campaign →
          </Anchor>
        )}
      </Stack>
    </Drawer>
  );
}
