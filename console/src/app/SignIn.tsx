import {
  Anchor,
  Button,
  Card,
  Center,
  Divider,
  Group,
  Modal,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';
import { api } from '../lib/http';
import { ErrorNotice } from '../ui/Notice';
import { Logo } from './Logo';
import { rememberPlace, SINGLE_SIGN_ON, signOnProblem } from './single-sign-on';

/**
 * The door.
 *
 * @param over whose session ended while a page was open: the door stands over that page
 */
export function SignIn({ over, onSignedIn }: { over?: string; onSignedIn: () => Promise<void> }) {
  useDocumentTitle('Sign in · Mimir');
  if (over !== undefined) {
    return (
      <Modal opened onClose={() => {}} withCloseButton={false} title="Your session ended">
        <Text size="sm" mb="sm">
          Sign in again to go on; what you typed is still there.
        </Text>
        <SignInForm over username={over} onSignedIn={onSignedIn} />
      </Modal>
    );
  }
  return (
    <Center component="main" mih="100dvh" p="md">
      <Card withBorder shadow="sm" radius="lg" padding="xl" w={400} maw="100%">
        <Group gap="sm" mb="lg" justify="center">
          <Logo size={36} />
          <Title order={1} size="h2">
            Mimir
          </Title>
        </Group>
        <SignInForm username="" onSignedIn={onSignedIn} />
      </Card>
    </Center>
  );
}

function SignInForm({
  over = false,
  username,
  onSignedIn,
}: {
  over?: boolean;
  username: string;
  onSignedIn: () => Promise<void>;
}) {
  const [name, setName] = useState(username);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(() => (over ? null : signOnProblem(location.search)));
  useEffect(() => {
    if (signOnProblem(location.search) !== null) {
      // Told once: a reload or a link to this page is a new beginning.
      history.replaceState(history.state, '', location.pathname);
    }
  }, []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await api.POST('/api/v1/session', { body: { username: name.trim(), password } });
      await onSignedIn();
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        {error !== null && <ErrorNotice error={error} />}
        <TextInput
          label="User name"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          data-autofocus={username === '' || undefined}
          autoFocus={username === ''}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          data-autofocus={username !== '' || undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} fullWidth>
          Sign in
        </Button>
        <SingleSignOn over={over} onSignedIn={onSignedIn} />
      </Stack>
    </form>
  );
}

/**
 * The link to the identity provider, where one is configured. From over a page it opens beside it,
 * so that nothing there is lost; who comes back to the page is let in.
 */
function SingleSignOn({ over, onSignedIn }: { over: boolean; onSignedIn: () => Promise<void> }) {
  const offered = useQuery({
    queryKey: ['sign-in'],
    queryFn: async () => (await fetch(SINGLE_SIGN_ON, { method: 'HEAD' })).ok,
    staleTime: Infinity,
    retry: false,
  });
  useEffect(() => {
    if (!over) {
      return undefined;
    }
    const back = () => void onSignedIn();
    window.addEventListener('focus', back);
    return () => window.removeEventListener('focus', back);
  }, [over, onSignedIn]);
  if (!offered.data) {
    return null;
  }
  return (
    <>
      <Divider label="or" />
      {over ? (
        <Anchor href={SINGLE_SIGN_ON} target="_blank" ta="center">
          Sign in with single sign-on, in a new tab
        </Anchor>
      ) : (
        <Anchor
          href={SINGLE_SIGN_ON}
          ta="center"
          onClick={() => {
            // The front page is where everybody comes back to anyway.
            if (location.pathname !== '/') {
              rememberPlace(location.pathname + location.search);
            }
          }}
        >
          Sign in with single sign-on
        </Anchor>
      )}
    </>
  );
}
