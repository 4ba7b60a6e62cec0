import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { usePerson } from '../../lib/session';
import { Confirm } from '../../ui/Confirm';
import { ErrorNotice } from '../../ui/Notice';
import { refused, told } from '../../ui/toast';
import { PASSWORD_HINT, wrongPassword } from './account';
import { useChangeUser, type User } from './api';

/** A new password; whether the account may sign in. */
export function UserActions({ user }: { user: User }) {
  const [asking, setAsking] = useState<'password' | 'disable' | null>(null);
  const change = useChangeUser(user.username);
  const own = usePerson().username === user.username;
  const close = () => setAsking(null);
  return (
    <Group gap="xs" wrap="nowrap">
      {user.sign_in === 'local' && (
        <Button size="compact-sm" variant="default" onClick={() => setAsking('password')}>
          Reset password
        </Button>
      )}
      {user.disabled ? (
        <Button
          size="compact-sm"
          variant="default"
          loading={change.isPending}
          onClick={() =>
            change.mutate(
              { disabled: false },
              { onSuccess: () => told(`${user.username} enabled`), onError: refused },
            )
          }
        >
          Enable
        </Button>
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => setAsking('disable')}>
          Disable
        </Button>
      )}
      {asking === 'password' && <ResetPassword user={user} onClose={close} />}
      {asking === 'disable' && (
        <Confirm
          title={`Disable ${user.username}?`}
          action="Disable"
          onConfirm={async () => {
            await change.mutateAsync({ disabled: true });
            told(`${user.username} disabled`);
          }}
          onClose={close}
        >
          {own && 'This is your own account. '}
          The sessions of {user.username} end at once and the API keys are deleted, also for when
          the account is enabled again. What was done under this name stays.
        </Confirm>
      )}
    </Group>
  );
}

function ResetPassword({ user, onClose }: { user: User; onClose: () => void }) {
  const change = useChangeUser(user.username);
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = wrongPassword(password);
    setFault(wrong);
    if (wrong === null) {
      change.mutate(
        { password },
        {
          onSuccess: () => {
            told(`Password of ${user.username} set`);
            onClose();
          },
        },
      );
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Reset the password of ${user.username}`}
      closeOnClickOutside={false}
    >
      <form noValidate onSubmit={submit}>
        <Stack>
          <Text size="sm">
            The sessions of {user.username} end at once and the API keys are deleted.
          </Text>
          <PasswordInput
            label="New password"
            description={PASSWORD_HINT}
            autoComplete="new-password"
            required
            data-autofocus
            value={password}
            error={fault}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
              setFault(null);
            }}
          />
          {change.error !== null && <ErrorNotice error={change.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={change.isPending}>
              Set password
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
