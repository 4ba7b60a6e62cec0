import { Box } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, useEffect, useState, type ReactNode } from 'react';
import { api, body, onSignedOut, rememberToken } from '../lib/http';
import { Refusal } from '../lib/problem';
import { SessionContext, type Person } from '../lib/session';
import { ErrorNotice, Loading } from '../ui/Notice';
import { SignIn } from './SignIn';

export const SESSION = ['session'];

async function whoAmI(): Promise<Person | null> {
  try {
    const person = await body(api.GET('/api/v1/session'));
    rememberToken(person.csrf_token);
    return person;
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) {
      rememberToken(null);
      return null;
    }
    throw error;
  }
}

/**
 * Shows the pages to who is signed in, and the door to others, at the same address. Who is signed
 * out meanwhile gets the door over the page: what was typed there stays.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const session = useQuery({ queryKey: SESSION, queryFn: whoAmI, staleTime: 60_000 });
  useEffect(() => {
    onSignedOut(() => queries.setQueryData(SESSION, null));
  }, [queries]);
  // Kept here and not in the cache, which forgets what nobody looks at.
  const [known, setKnown] = useState<Person | null>(null);
  if (session.data && session.data !== known) {
    setKnown(session.data);
  }
  const signedIn = async () => {
    await queries.invalidateQueries({ queryKey: SESSION });
    const now = queries.getQueryData<Person | null>(SESSION);
    if (now && known && now.username !== known.username) {
      // What the one could see, the other may not.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
    } else {
      void queries.invalidateQueries();
    }
  };

  if (session.isPending) {
    return <Loading />;
  }
  if (session.isError && session.data === undefined) {
    return (
      <Box maw={560} mx="auto" mt="20vh" px="md">
        <ErrorNotice error={session.error} retry={() => void session.refetch()} />
      </Box>
    );
  }
  const person = session.data ?? known;
  if (person === null) {
    return <SignIn onSignedIn={signedIn} />;
  }
  return (
    <SessionContext value={person}>
      <Fragment key={person.username}>{children}</Fragment>
      {session.data === null && <SignIn over={person.username} onSignedIn={signedIn} />}
    </SessionContext>
  );
}
