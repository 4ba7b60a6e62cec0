import { Anchor, Badge, Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { counted } from '../../lib/time';
import { IocTypeBadge, SeverityBadge } from '../../parts/badges';
import { Evidence } from '../../parts/Evidence';
import { HostLink } from '../../parts/HostLink';
import { Copy } from '../../ui/Copy';
import { RelativeTime } from '../../ui/RelativeTime';
import type { Alert } from './api';

/** One alert with its evidence, and the way to where it comes from. */
export function AlertDrawer({
  opened,
  alert,
  waiting,
  onAcknowledge,
  onUndo,
  onClose,
  missing,
}: {
  opened: boolean;
  alert: Alert | undefined;
  /** It was just acknowledged, which can be undone. */
  waiting: boolean;
  onAcknowledge: () => void;
  onUndo: () => void;
  onClose: () => void;
  /** What stands there when the alert is not known. */
  missing: ReactNode;
}) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title="Alert"
      position="right"
      size="lg"
      // The page's keys close it, so that one press does one thing.
      closeOnEscape={false}
    >
      {alert === undefined ? (
        missing
      ) : (
        <Stack>
          <Shown alert={alert} />
          <Acknowledged
            alert={alert}
            waiting={waiting}
            onAcknowledge={onAcknowledge}
            onUndo={onUndo}
          />
        </Stack>
      )}
    </Drawer>
  );
}

function Shown({ alert }: { alert: Alert }) {
  return (
    <>
      <Group gap="xs">
        <SeverityBadge severity={alert.severity} />
        <IocTypeBadge type={alert.ioc_type} />
        <Badge color={alert.source === 'campaign' ? 'blue' : 'green'}>{alert.source}</Badge>
        {alert.late && <Badge color="red">late</Badge>}
      </Group>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Text className="mono" style={{ overflowWrap: 'anywhere' }}>
          {alert.ioc_value}
        </Text>
        <Copy text={alert.ioc_value} />
      </Group>
      <Text component="div" size="sm">
        On <HostLink id={alert.host_id} name={alert.hostname || undefined} />, detected{' '}
        <RelativeTime at={alert.detected_at} />
      </Text>
      <Group gap="md">
        {alert.hunt_id !== null && (
          <Anchor
            component={Link}
            to="/hunts/$id"
            params={{ id: alert.hunt_id } as never}
            size="sm"
          >
            Its hunt →
          </Anchor>
        )}
        {alert.campaign_id !== null && (
          <Anchor
            component={Link}
            to="/campaigns/$id"
            params={{ id: alert.campaign_id } as never}
            size="sm"
          >
            Its campaign →
          </Anchor>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {counted(alert.rows, 'row')} matched; the first one is the evidence:
      </Text>
      <Evidence row={alert.evidence} />
    </>
  );
}

function Acknowledged({
  alert,
  waiting,
  onAcknowledge,
  onUndo,
}: {
  alert: Alert;
  waiting: boolean;
  onAcknowledge: () => void;
  onUndo: () => void;
}) {
  if (alert.acknowledged_at !== null) {
    return (
      <Text component="div" size="sm">
        Acknowledged <RelativeTime at={alert.acknowledged_at} /> by {alert.acknowledged_by}
      </Text>
    );
  }
  return waiting ? (
    <Group>
      <Text size="sm">Acknowledged</Text>
      <Button variant="default" size="xs" onClick={onUndo}>
        Undo
      </Button>
    </Group>
  ) : (
    <Button onClick={onAcknowledge}>Acknowledge</Button>
  );
}
