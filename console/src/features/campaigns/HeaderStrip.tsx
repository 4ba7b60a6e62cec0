import { Anchor, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { may, usePerson } from '../../lib/session';
import type { StreamState } from '../../lib/stream';
import { KindBadge, StatusDot } from '../../parts/badges';
import { Confirm } from '../../ui/Confirm';
import { LiveState } from '../../ui/LiveState';
import { RelativeTime } from '../../ui/RelativeTime';
import { told } from '../../ui/toast';
import { nag } from './age';
import { rowsExport, useArchive, type Campaign } from './api';
import { CAP_CROSSED, mayBeArchived, targetLine } from './coverage';
import { ExportMenu } from './ExportMenu';
import { StopDialog } from './StopDialog';

/** What the campaign is and how it stands. */
export function HeaderStrip({ campaign, state }: { campaign: Campaign; state: StreamState }) {
  const age = nag(campaign.status, campaign.age_color);
  return (
    <Stack gap={6} flex="1 1 420px" miw={0}>
      <Group gap="xs">
        <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
          {campaign.name}
        </Title>
        <KindBadge kind={campaign.kind} />
        <StatusDot status={campaign.status} />
        <LiveState state={state} />
      </Group>
      {(campaign.warnings.length > 0 || age) && (
        <Group gap="xs">
          {campaign.warnings.map((warning) => (
            <WarningBadge key={`${warning.code} ${warning.message}`}>
              {warning.message}
            </WarningBadge>
          ))}
          {age && <WarningBadge>{age}</WarningBadge>}
        </Group>
      )}
      <Group gap="md" style={{ rowGap: 2 }}>
        {campaign.hunt_id !== null && (
          <Text size="sm">
            Live hunt:{' '}
            <Anchor
              component={Link}
              inherit
              underline="always"
              to="/hunts/$id"
              params={{ id: campaign.hunt_id } as never}
            >
              view →
            </Anchor>
          </Text>
        )}
        <Text size="sm" c="dimmed">
          Created <RelativeTime at={campaign.created_at} /> by {campaign.created_by}
        </Text>
        <Text size="sm" c="dimmed">
          Target: {targetLine(campaign)}
        </Text>
        {campaign.expires_at !== null && campaign.status === 'active' && (
          <Text size="sm" c="dimmed">
            Expires <RelativeTime at={campaign.expires_at} />
          </Text>
        )}
      </Group>
      <Stopped campaign={campaign} />
    </Stack>
  );
}

function WarningBadge({ children }: { children: ReactNode }) {
  return (
    <Badge
      color="yellow"
      h="auto"
      py={2}
      styles={{ label: { whiteSpace: 'normal', overflowWrap: 'anywhere' } }}
    >
      {children}
    </Badge>
  );
}

function Stopped({ campaign }: { campaign: Campaign }) {
  const { stopped_at, stopped_by, stop_reason, discard_in_flight } = campaign;
  if (stopped_at === null) {
    return null;
  }
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      Stopped <RelativeTime at={stopped_at} />
      {stopped_by && ` by ${stopped_by}`}
      {stop_reason && `: ${stop_reason}`}
      {discard_in_flight && stop_reason !== CAP_CROSSED && ' (in-flight results discarded)'}
    </Text>
  );
}

/** What this person may do with the campaign as it stands. */
export function Actions({ campaign }: { campaign: Campaign }) {
  const admin = may.administer(usePerson());
  const archive = useArchive(campaign.id);
  const [asking, setAsking] = useState<'stop' | 'archive' | null>(null);
  const close = () => setAsking(null);
  return (
    <>
      <ExportMenu label="Export" path={(format) => rowsExport(campaign.id, format)} />
      <Clone campaign={campaign} />
      {admin && mayBeArchived(campaign) && (
        <Button variant="default" onClick={() => setAsking('archive')}>
          Archive
        </Button>
      )}
      {admin && campaign.status === 'active' && (
        <Button color="red" onClick={() => setAsking('stop')}>
          Stop Campaign
        </Button>
      )}
      {asking === 'stop' && <StopDialog campaign={campaign} onClose={close} />}
      {asking === 'archive' && (
        <Confirm
          title="Archive campaign"
          action="Archive"
          onClose={close}
          onConfirm={async () => {
            await archive.mutateAsync();
            told(`Archived ${campaign.name}`);
          }}
        >
          <b>{campaign.name}</b> leaves the list unless archived campaigns are asked for. Nothing is
          deleted.
        </Confirm>
      )}
    </>
  );
}

/** Opens the surface that launches, filled with what this campaign was launched with (L-6). */
function Clone({ campaign }: { campaign: Campaign }) {
  const admin = may.administer(usePerson());
  const [to, clone, allowed] =
    campaign.kind === 'osquery'
      ? (['/queries', campaign.id, admin] as const)
      : (['/hunts', campaign.hunt_id, true] as const);
  if (clone === null || !allowed) {
    return null;
  }
  return (
    <Button component={Link} to={to} search={{ clone } as never} variant="default">
      Clone
    </Button>
  );
}
