import { Alert, Code, Drawer, Group, List, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { count, counted, exact } from '../../lib/time';
import { Copy } from '../../ui/Copy';
import { EmptyState, Loading } from '../../ui/Notice';
import type { Release } from './api';
import { ApproveButton } from './ApproveButton';
import { named } from './rollout';

/** A release's health and the manifest that was signed, beside the list. */
export function ReleaseDetails({
  id,
  release,
  loading,
  onClose,
}: {
  id: string;
  release: Release | undefined;
  loading: boolean;
  onClose: () => void;
}) {
  return (
    <Drawer
      opened={id !== ''}
      onClose={onClose}
      position="right"
      size="lg"
      title={release === undefined ? 'Version' : named(release)}
    >
      {release !== undefined && <Details release={release} />}
      {release === undefined && loading && <Loading />}
      {release === undefined && !loading && (
        <EmptyState title="This version is not registered (any more)." />
      )}
    </Drawer>
  );
}

function Details({ release }: { release: Release }) {
  return (
    <Stack>
      {release.pause_reason !== null && (
        <Alert color="red" title="Paused by itself">
          {release.pause_reason}
        </Alert>
      )}
      {!release.has_binary && (
        <Alert color="yellow" title="No binary">
          Only the manifest was registered: no host is offered it. Delete it, and register it again
          with its binary.
        </Alert>
      )}
      <Health release={release} />
      <Manifest release={release} />
      <History release={release} />
      {release.status === 'approved' && <ApproveAgain release={release} />}
    </Stack>
  );
}

function Health({ release }: { release: Release }) {
  const { health, failures } = release;
  return (
    <Block title="Health">
      {health === null || health.offered === 0 ? (
        <Text size="sm" c="dimmed">
          No host was offered it yet. Agents ask every 4 hours, and each waits up to 24 hours more.
        </Text>
      ) : (
        <SimpleGrid cols={4} spacing="xs">
          <Figure name="Offered" value={health.offered} />
          <Figure name="Installed" value={health.installed} />
          <Figure name="Failed" value={health.failed} bad />
          <Figure name="Silent" value={health.silent} bad />
        </SimpleGrid>
      )}
      {failures.length > 0 && (
        <List size="sm" mt="sm" aria-label="Failures">
          {failures.map((failure) => (
            <List.Item key={failure.detail}>
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {failure.detail} — {counted(failure.hosts, 'host')}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
    </Block>
  );
}

function Figure({ name, value, bad }: { name: string; value: number; bad?: boolean }) {
  return (
    <div>
      <Text
        fz={22}
        fw={600}
        lh={1.2}
        c={bad && value > 0 ? 'var(--mantine-color-red-text)' : undefined}
      >
        {count(value)}
      </Text>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
    </div>
  );
}

function Manifest({ release }: { release: Release }) {
  return (
    <Block title="Manifest">
      <Stack gap="sm">
        <Raw name="SHA256" text={release.sha256} />
        <Raw name="Download URL" text={release.download_url} />
        <Raw name="Manifest timestamp" text={release.manifest_timestamp} />
      </Stack>
    </Block>
  );
}

function Raw({ name, text }: { name: string; text: string }) {
  return (
    <div role="group" aria-label={name}>
      <Group justify="space-between" mb={4}>
        <Text size="sm">{name}</Text>
        <Copy text={text} />
      </Group>
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        {text}
      </Code>
    </div>
  );
}

function History({ release }: { release: Release }) {
  return (
    <Block title="History">
      <Text size="sm">
        Registered {exact(release.added_at)} by {release.added_by}
      </Text>
      {release.approved_at !== null && (
        <Text size="sm">
          Approved {exact(release.approved_at)} by {release.approved_by}
        </Text>
      )}
    </Block>
  );
}

/** The way back to an older version: the one that was approved last is offered. */
function ApproveAgain({ release }: { release: Release }) {
  return (
    <Block title="Roll back to this version">
      <Text size="sm" mb="xs">
        Of all approved versions of {release.os}/{release.arch} with a rollout above 0%, hosts are
        offered the one that was approved last. Approve this one again to put it first; its rollout
        stays as it is.
      </Text>
      <ApproveButton release={release} word="Approve again" size="xs" variant="default" />
    </Block>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Text component="h3" size="sm" fw={600} mb={6} mt={0}>
        {title}
      </Text>
      {children}
    </section>
  );
}
