import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useUrl } from '../../lib/url';
import { AdminOnly } from '../../parts/AdminOnly';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Page, Section } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { useReleases, type Release } from './api';
import { EMPTY } from './manifest';
import { RegisterModal } from './RegisterModal';
import { ReleaseActions } from './ReleaseActions';
import { ReleaseDetails } from './ReleaseDetails';
import { RolloutButtons } from './RolloutButtons';
import { inShort } from './rollout';

/** Settings → Osquery Updates: register, approve, roll out, pause and delete osquery versions. */
export function OsqueryUpdates() {
  return (
    <AdminOnly title="Osquery Updates">
      <Releases />
    </AdminOnly>
  );
}

function Releases() {
  const releases = useReleases();
  const [{ release: opened }, setUrl] = useUrl();
  const [registering, setRegistering] = useState(false);
  // Kept while the window is closed: what was pasted is not lost by a wrong click.
  const [draft, setDraft] = useState(EMPTY);
  const columns: Column<Release>[] = [
    {
      key: 'version',
      title: 'Version',
      cell: (release) => (
        <Version release={release} onOpen={() => setUrl({ release: release.id }, true)} />
      ),
    },
    {
      key: 'platform',
      title: 'Platform',
      cell: ({ os, arch }) => (
        <Badge color="blue" radius="xl">
          {os}/{arch}
        </Badge>
      ),
    },
    {
      key: 'added',
      title: 'Added',
      wide: true,
      cell: (release) => <RelativeTime at={release.added_at} />,
    },
    { key: 'status', title: 'Status', cell: ({ status }) => <Status status={status} /> },
    { key: 'rollout', title: 'Rollout', cell: (release) => <Rollout release={release} /> },
    {
      key: 'actions',
      title: 'Actions',
      cell: (release) => <ReleaseActions release={release} />,
    },
  ];
  return (
    <Page title="Osquery Updates">
      <Section
        title="Registered versions"
        actions={<Button onClick={() => setRegistering(true)}>Register version</Button>}
      >
        {releases.loading && <Loading />}
        {releases.error !== null && <ErrorNotice error={releases.error} retry={releases.reload} />}
        {!releases.loading && (releases.error === null || releases.items.length > 0) && (
          <DataTable
            label="Versions"
            columns={columns}
            rows={releases.items}
            rowKey={(release) => release.id}
            more={releases.more}
            onMore={releases.loadMore}
            rowHeight={66}
            empty={
              <EmptyState title="No osquery versions registered.">
                Register a signed version to enable osquery auto-updates across the fleet.
              </EmptyState>
            }
          />
        )}
      </Section>
      <Text size="sm" c="dimmed">
        Versions must be approved before rollout. Set rollout to 0% to pause a version. Cohort
        assignment is deterministic — the same host always gets the same answer for a given version
        and rollout %.
      </Text>
      {registering && (
        <RegisterModal draft={draft} onDraft={setDraft} onClose={() => setRegistering(false)} />
      )}
      <ReleaseDetails
        id={opened ?? ''}
        release={releases.items.find((release) => release.id === opened)}
        loading={releases.loading}
        onClose={() => setUrl({ release: '' })}
      />
    </Page>
  );
}

function Version({ release, onOpen }: { release: Release; onOpen: () => void }) {
  return (
    <Stack gap={2} align="flex-start">
      <Anchor
        component="button"
        className="mono"
        size="sm"
        ta="left"
        onClick={onOpen}
        aria-label={`${release.version} ${release.os}/${release.arch}: details`}
      >
        {release.version}
      </Anchor>
      {!release.has_binary && (
        <Text size="xs" c="dimmed">
          No binary
        </Text>
      )}
    </Stack>
  );
}

function Status({ status }: { status: string }) {
  const approved = status === 'approved';
  return <Badge color={approved ? 'green' : 'gray'}>{approved ? 'Approved' : 'Pending'}</Badge>;
}

function Rollout({ release }: { release: Release }) {
  if (release.rollout === null) {
    return (
      <Text size="sm" c="dimmed" aria-label="Not available until approved">
        —
      </Text>
    );
  }
  const health = inShort(release.health);
  return (
    <Stack gap={4}>
      <Group gap={4} wrap="nowrap">
        <RolloutButtons release={release} current={release.rollout} />
      </Group>
      {release.pause_reason !== null && (
        <Text size="xs" c="var(--mantine-color-red-text)" fw={600}>
          Paused by itself: {release.pause_reason}
        </Text>
      )}
      {health !== null && (
        <Text size="xs" c="dimmed">
          {health}
        </Text>
      )}
    </Stack>
  );
}
