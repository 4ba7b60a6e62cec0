import {
  Button,
  Checkbox,
  Group,
  Modal,
  PasswordInput,
  Select,
  Stack,
  TextInput,
} from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { FLEET_CAPABILITY } from '../../lib/session';
import { ErrorNotice } from '../../ui/Notice';
import { told } from '../../ui/toast';
import { PASSWORD_HINT, ROLES, wrongName, wrongPassword } from './account';
import { useAddUser } from './api';

/** Makes a local account. */
export function AddUser({ onClose }: { onClose: () => void }) {
  const add = useAddUser();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<'admin' | 'operator'>('operator');
  const [fleet, setFleet] = useState(false);
  const [tried, setTried] = useState(false);
  const faults = { name: wrongName(username.trim()), password: wrongPassword(password) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.name === null && faults.password === null) {
      add.mutate(
        {
          username: username.trim(),
          password,
          role,
          capabilities: fleet && role !== 'admin' ? [FLEET_CAPABILITY] : [],
        },
        {
          onSuccess: (user) => {
            told(`${user.username} added`);
            onClose();
          },
        },
      );
    }
  };
  return (
    <Modal opened onClose={onClose} title="Add user" closeOnClickOutside={false}>
      <form noValidate onSubmit={submit}>
        <Stack>
          <TextInput
            label="User name"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
            data-autofocus
            value={username}
            error={tried && faults.name}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            description={PASSWORD_HINT}
            autoComplete="new-password"
            required
            value={password}
            error={tried && faults.password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Select
            label="Role"
            data={ROLES}
            allowDeselect={false}
            value={role}
            onChange={(picked) => picked !== null && setRole(picked as 'admin' | 'operator')}
          />
          {role === 'operator' && (
            <Checkbox
              label="May ask the whole fleet"
              description={FLEET_CAPABILITY}
              checked={fleet}
              onChange={(event) => setFleet(event.currentTarget.checked)}
            />
          )}
          {add.error !== null && <ErrorNotice error={add.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending}>
              Add user
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
