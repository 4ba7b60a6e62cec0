import { Alert, Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Refusal } from '../../lib/problem';
import { may, usePerson } from '../../lib/session';
import { exact } from '../../lib/time';
import { StatusDot } from '../../parts/badges';
import { LabelsInput } from '../../parts/LabelsInput';
import { Confirm } from '../../ui/Confirm';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Page, Section } from '../../ui/Page';
import { refused, told } from '../../ui/toast';
import { useDecommission, useHost, useSetLabels, type HostDetails } from './api';
import { HostAlerts } from './HostAlerts';
import { HostFacts } from './HostFacts';
import { OpenAssignments } from './OpenAssignments';

/** A host: what it is, its labels, what it has still to answer, and what was found on it. */
export function HostDetail() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const host = useHost(id);
  if (host.data === undefined) {
    return (
      <Page title="Host">
        {host.error instanceof Refusal && host.error.status === 404 ? (
          <EmptyState
            title="There is no host with this id."
            action={
              <Anchor component={Link} to="/hosts" size="sm">
                Hosts
              </Anchor>
            }
          />
        ) : host.error ? (
          <ErrorNotice error={host.error} retry={() => void host.refetch()} />
        ) : (
          <Loading />
        )}
      </Page>
    );
  }
  return <Shown host={host.data} stale={host.error} retry={() => void host.refetch()} />;
}

function Shown({ host, stale, retry }: { host: HostDetails; stale: unknown; retry: () => void }) {
  const inService = host.decommissioned_at === null;
  return (
    <Page
      title={host.hostname}
      heading={<Heading host={host} />}
      actions={inService && <Actions host={host} />}
    >
      {stale !== null && <ErrorNotice error={stale} retry={retry} />}
      {!inService && (
        <Alert color="gray" title="Decommissioned" role="status">
          Out of service since {exact(host.decommissioned_at as string)}. Its node key is refused,
          and nothing is asked of it any more. What it answered is kept. The machine may enroll
          again, as a new host.
        </Alert>
      )}
      <Section title="Facts">
        <HostFacts host={host} />
      </Section>
      <Section title="Labels">
        <LabelsOfHost host={host} />
      </Section>
      <Section title="Open assignments">
        <OpenAssignments assignments={host.open_assignments} />
      </Section>
      <Section title="Alerts">
        <HostAlerts host={host.id} />
      </Section>
    </Page>
  );
}

function Heading({ host }: { host: HostDetails }) {
  return (
    <Group gap="sm">
      <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
        {host.hostname}
      </Title>
      <StatusDot status={host.status} />
    </Group>
  );
}

function Actions({ host }: { host: HostDetails }) {
  const admin = may.administer(usePerson());
  const decommission = useDecommission(host.id);
  const [asking, setAsking] = useState(false);
  if (!admin) {
    return null;
  }
  const open = host.open_assignments.length;
  return (
    <>
      <Button component={Link} to="/queries" search={{ host: host.id } as never}>
        Query this host
      </Button>
      <Button variant="default" onClick={() => setAsking(true)}>
        Decommission
      </Button>
      {asking && (
        <Confirm
          title={`Decommission ${host.hostname}?`}
          action="Decommission"
          onConfirm={async () => {
            await decommission.mutateAsync(undefined);
            told(`${host.hostname} decommissioned`);
          }}
          onClose={() => setAsking(false)}
        >
          <Stack gap="xs">
            <Text size="sm">
              Its node key is refused from then on, everywhere within 2 seconds, and it gets no new
              assignment.
            </Text>
            <Text size="sm">
              {open === 0
                ? 'It has no open assignment.'
                : `Its open assignments (${open}) are cancelled, with the reason host_decommissioned.`}
            </Text>
            <Text size="sm">
              Nothing is deleted: its responses and alerts stay. This cannot be undone; the machine
              may enroll again, as a new host.
            </Text>
          </Stack>
        </Confirm>
      )}
    </>
  );
}

function LabelsOfHost({ host }: { host: HostDetails }) {
  const set = useSetLabels(host.id);
  return (
    <LabelsInput
      labels={host.labels}
      busy={set.isPending}
      none="No labels yet. Labels narrow the list of hosts."
      onChange={(labels) =>
        set.mutateAsync(labels).catch((error: unknown) => {
          refused(error);
          throw error;
        })
      }
    />
  );
}
