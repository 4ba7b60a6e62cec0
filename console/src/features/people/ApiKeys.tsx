import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { may, usePerson } from '../../lib/session';
import { ShownOnce } from '../../parts/ShownOnce';
import { Confirm } from '../../ui/Confirm';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { told } from '../../ui/toast';
import { wrongKeyName } from './account';
import { useApiKeys, useDeleteApiKey, useMakeApiKey, type ApiKey, type NewlyMade } from './api';

/** Settings → API keys: what scripts sign in with, in the name of a person. */
export function ApiKeys() {
  const admin = may.administer(usePerson());
  const keys = useApiKeys();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewlyMade | null>(null);
  const columns: Column<ApiKey>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: ({ name }) => (
        <Text size="sm" fw={600}>
          {name}
        </Text>
      ),
    },
    ...(admin ? [{ key: 'owner', title: 'Owner', cell: ({ username }: ApiKey) => username }] : []),
    { key: 'created', title: 'Created', cell: (key) => <RelativeTime at={key.created_at} /> },
    {
      key: 'used',
      title: 'Last used',
      cell: (key) => <RelativeTime at={key.last_used_at} fallback="Never" />,
    },
    { key: 'actions', title: 'Actions', cell: (key) => <Delete apiKey={key} /> },
  ];
  const make = <Button onClick={() => setMaking(true)}>Create API key</Button>;
  return (
    <Page title="API keys" actions={make}>
      <Text size="sm" c="dimmed">
        A key may do what its owner may, except change keys, users and sessions. The audit trail
        names it beside the owner.
      </Text>
      {keys.error !== null && <ErrorNotice error={keys.error} retry={keys.reload} />}
      {keys.loading && <Loading />}
      {!keys.loading && (keys.error === null || keys.items.length > 0) && (
        <DataTable
          label="Keys"
          columns={columns}
          rows={keys.items}
          rowKey={(key) => key.id}
          more={keys.more}
          onMore={keys.loadMore}
          empty={
            <EmptyState title="No API keys.">
              Create one for a script, so that it need not know a password.
            </EmptyState>
          }
        />
      )}
      {making && (
        <MakeKey
          onMade={(key) => {
            setMaking(false);
            setMade(key);
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {made !== null && (
        <ShownOnce
          title={`API key ${made.name}`}
          secret={made.key}
          warning="Copy the key now: it is shown this once, and cannot be recovered. Who has it may do what you may."
          onClose={() => setMade(null)}
        >
          <Text size="sm" c="dimmed">
            Send it as the header Authorization: Bearer &lt;key&gt;.
          </Text>
        </ShownOnce>
      )}
    </Page>
  );
}

function MakeKey({ onMade, onClose }: { onMade: (key: NewlyMade) => void; onClose: () => void }) {
  const make = useMakeApiKey();
  const [name, setName] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = wrongKeyName(name.trim());
    setFault(wrong);
    if (wrong === null) {
      make.mutate(name.trim(), { onSuccess: onMade });
    }
  };
  return (
    <Modal opened onClose={onClose} title="Create API key" closeOnClickOutside={false}>
      <form noValidate onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            description="What uses it, such as nightly-export"
            autoComplete="off"
            required
            data-autofocus
            value={name}
            error={fault}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setFault(null);
            }}
          />
          {make.error !== null && <ErrorNotice error={make.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={make.isPending}>
              Create
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Delete({ apiKey }: { apiKey: ApiKey }) {
  const own = usePerson().username === apiKey.username;
  const remove = useDeleteApiKey();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        Delete
      </Button>
      {asking && (
        <Confirm
          title={`Delete the API key ${apiKey.name}?`}
          action="Delete"
          onConfirm={async () => {
            await remove.mutateAsync(apiKey.id);
            told(`API key ${apiKey.name} deleted`);
          }}
          onClose={() => setAsking(false)}
        >
          {own ? 'What uses it' : `What ${apiKey.username} uses it for`} is refused at once. This
          cannot be undone.
        </Confirm>
      )}
    </>
  );
}
