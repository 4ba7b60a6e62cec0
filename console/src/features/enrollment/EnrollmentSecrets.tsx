import { Badge, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { count } from '../../lib/time';
import { AdminOnly } from '../../parts/AdminOnly';
import { shownLabels } from '../../parts/labels';
import { ShownOnce } from '../../parts/ShownOnce';
import { Confirm } from '../../ui/Confirm';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Page, Section } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { told } from '../../ui/toast';
import { useRevoke, useSecrets, type NewlyMade, type Secret } from './api';
import { EnrollmentFiles } from './EnrollmentFiles';
import { MakeSecret } from './MakeSecret';

const COLUMNS: readonly Column<Secret>[] = [
  {
    key: 'name',
    title: 'Name',
    cell: ({ name, revoked_at }) => (
      <Text size="sm" fw={600} c={revoked_at === null ? undefined : 'dimmed'}>
        {name}
      </Text>
    ),
  },
  { key: 'state', title: 'State', cell: (secret) => <State secret={secret} /> },
  { key: 'uses', title: 'Uses', numeric: true, cell: (secret) => uses(secret) },
  {
    key: 'labels',
    title: 'Labels',
    wide: true,
    cell: ({ labels }) => (
      <Group gap={4}>
        {shownLabels(labels).map((label) => (
          <Badge key={label} color="gray" title={label} miw={0} maw={220}>
            {label}
          </Badge>
        ))}
      </Group>
    ),
  },
  {
    key: 'created',
    title: 'Created',
    cell: (secret) => (
      <Text size="sm">
        <RelativeTime at={secret.created_at} /> by {secret.created_by}
      </Text>
    ),
  },
  {
    key: 'actions',
    title: 'Actions',
    cell: (secret) => (secret.revoked_at === null ? <Revoke secret={secret} /> : null),
  },
];

function uses(secret: Secret): string {
  return secret.max_uses === null
    ? count(secret.uses)
    : `${count(secret.uses)} of ${count(secret.max_uses)}`;
}

/** Settings → Enrollment secrets: with what machines become hosts. */
export function EnrollmentSecrets() {
  return (
    <AdminOnly title="Enrollment secrets">
      <Secrets />
    </AdminOnly>
  );
}

function Secrets() {
  const secrets = useSecrets();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewlyMade | null>(null);
  return (
    <Page
      title="Enrollment secrets"
      actions={<Button onClick={() => setMaking(true)}>Create secret</Button>}
    >
      {secrets.error !== null && <ErrorNotice error={secrets.error} retry={secrets.reload} />}
      {secrets.loading && <Loading />}
      {!secrets.loading && (secrets.error === null || secrets.items.length > 0) && (
        <DataTable
          label="Secrets"
          columns={COLUMNS}
          rows={secrets.items}
          rowKey={(secret) => secret.id}
          more={secrets.more}
          onMore={secrets.loadMore}
          empty={
            <EmptyState title="No enrollment secrets.">
              A machine needs one to enroll. Create the first, and give it to osqueryd with the
              files below.
            </EmptyState>
          }
        />
      )}
      <Section title="Enroll a machine">
        <EnrollmentFiles />
      </Section>
      {making && (
        <MakeSecret
          onMade={(secret) => {
            setMaking(false);
            setMade(secret);
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {made !== null && (
        <ShownOnce
          title={`Enrollment secret ${made.name}`}
          secret={made.secret}
          warning="Copy the secret now: it is shown this once, and cannot be recovered."
          onClose={() => setMade(null)}
        >
          <EnrollmentFiles secret={made.secret} />
        </ShownOnce>
      )}
    </Page>
  );
}

function State({ secret }: { secret: Secret }) {
  if (secret.revoked_at !== null) {
    return (
      <Group gap={6} wrap="nowrap">
        <Badge color="gray">Revoked</Badge>
        <Text size="xs" c="dimmed">
          <RelativeTime at={secret.revoked_at} />
        </Text>
      </Group>
    );
  }
  return secret.max_uses !== null && secret.uses >= secret.max_uses ? (
    <Badge color="yellow">Used up</Badge>
  ) : (
    <Badge color="green">Live</Badge>
  );
}

function Revoke({ secret }: { secret: Secret }) {
  const revoke = useRevoke();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        Revoke
      </Button>
      {asking && (
        <Confirm
          title={`Revoke ${secret.name}?`}
          action="Revoke"
          onConfirm={async () => {
            await revoke.mutateAsync(secret.id);
            told(`${secret.name} revoked`);
          }}
          onClose={() => setAsking(false)}
        >
          No machine can enroll with it any more. Hosts that enrolled with it stay. This cannot be
          undone.
        </Confirm>
      )}
    </>
  );
}
