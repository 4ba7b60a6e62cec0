import { Badge, Button, Group, Select, Switch, Text, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { FLEET_CAPABILITY, usePerson } from '../../lib/session';
import { AdminOnly } from '../../parts/AdminOnly';
import { Confirm } from '../../ui/Confirm';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { refused, told } from '../../ui/toast';
import { ROLES } from './account';
import { AddUser } from './AddUser';
import { useChangeUser, useUsers, type User } from './api';
import { UserActions } from './UserActions';

const COLUMNS: readonly Column<User>[] = [
  { key: 'username', title: 'User', cell: (user) => <Name user={user} /> },
  { key: 'role', title: 'Role', cell: (user) => <Role user={user} /> },
  { key: 'fleet', title: 'Fleet hunts', cell: (user) => <FleetHunts user={user} /> },
  {
    key: 'state',
    title: 'State',
    cell: ({ disabled }) => (
      <Badge color={disabled ? 'gray' : 'green'}>{disabled ? 'Disabled' : 'Enabled'}</Badge>
    ),
  },
  {
    key: 'created',
    title: 'Created',
    wide: true,
    cell: (user) => (
      <Text size="sm">
        <RelativeTime at={user.created_at} /> by {user.created_by}
      </Text>
    ),
  },
  { key: 'actions', title: 'Actions', cell: (user) => <UserActions user={user} /> },
];

/** Settings → Users: the accounts, what each may do, and whether it may sign in. */
export function Users() {
  return (
    <AdminOnly title="Users">
      <Accounts />
    </AdminOnly>
  );
}

function Accounts() {
  const users = useUsers();
  const [adding, setAdding] = useState(false);
  return (
    <Page title="Users" actions={<Button onClick={() => setAdding(true)}>Add user</Button>}>
      <Text size="sm" c="dimmed">
        An operator reads everything but users, enrollment secrets, osquery updates and the audit
        trail, and hunts on up to 50 hosts. Fleet hunts ({FLEET_CAPABILITY}) lets an operator ask
        the whole fleet.
      </Text>
      {users.error !== null && <ErrorNotice error={users.error} retry={users.reload} />}
      {users.loading && <Loading />}
      {users.items.length > 0 && (
        <DataTable
          label="Accounts"
          columns={COLUMNS}
          rows={users.items}
          rowKey={(user) => user.username}
          more={users.more}
          onMore={users.loadMore}
          rowHeight={49}
        />
      )}
      {!users.loading && users.error === null && users.items.length === 0 && (
        <EmptyState title="No accounts." />
      )}
      {adding && <AddUser onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Name({ user }: { user: User }) {
  const own = usePerson().username === user.username;
  return (
    <Group gap={6}>
      <Text size="sm" fw={600} c={user.disabled ? 'dimmed' : undefined}>
        {user.username}
      </Text>
      {own && <Badge color="blue">you</Badge>}
      {user.sign_in === 'oidc' && (
        <Tooltip label="Signs in with single sign-on; the identity provider says the role.">
          <Badge color="gray" tabIndex={0}>
            SSO
          </Badge>
        </Tooltip>
      )}
    </Group>
  );
}

function Role({ user }: { user: User }) {
  return user.sign_in === 'oidc' ? <Text size="sm">{user.role}</Text> : <OwnRole user={user} />;
}

/** Of a local account: said here, and by nobody else. */
function OwnRole({ user }: { user: User }) {
  const own = usePerson().username === user.username;
  const change = useChangeUser(user.username);
  const [stepping, setStepping] = useState(false);
  const set = (role: User['role']) =>
    change.mutate(
      { role },
      { onSuccess: () => told(`${user.username} is ${role} now`), onError: refused },
    );
  return (
    <>
      <Select
        aria-label={`Role of ${user.username}`}
        data={ROLES}
        size="xs"
        w={115}
        allowDeselect={false}
        value={user.role}
        disabled={change.isPending}
        onChange={(role) => {
          if (role === null || role === user.role) {
            return;
          }
          if (own) {
            setStepping(true);
          } else {
            set(role as User['role']);
          }
        }}
      />
      {stepping && (
        <Confirm
          title="Give up your admin role?"
          action="Give up"
          onConfirm={() => change.mutateAsync({ role: 'operator' })}
          onClose={() => setStepping(false)}
        >
          You become an operator at once, and only another admin can make you an admin again.
        </Confirm>
      )}
    </>
  );
}

function FleetHunts({ user }: { user: User }) {
  const change = useChangeUser(user.username);
  if (user.role === 'admin') {
    return (
      <Text size="sm" c="dimmed">
        By role
      </Text>
    );
  }
  if (user.sign_in === 'oidc') {
    return <Text size="sm">{user.capabilities.includes(FLEET_CAPABILITY) ? 'Granted' : 'No'}</Text>;
  }
  const others = user.capabilities.filter((each) => each !== FLEET_CAPABILITY);
  return (
    <Switch
      aria-label={`${FLEET_CAPABILITY} of ${user.username}`}
      checked={user.capabilities.includes(FLEET_CAPABILITY)}
      disabled={change.isPending}
      onChange={(event) => {
        const granted = event.currentTarget.checked;
        change.mutate(
          { capabilities: granted ? [...others, FLEET_CAPABILITY] : others },
          {
            onSuccess: () =>
              told(`${user.username} may ${granted ? '' : 'no longer '}ask the whole fleet`),
            onError: refused,
          },
        );
      }}
    />
  );
}
