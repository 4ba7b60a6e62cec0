import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body, send, type Schemas } from '../../lib/http';
import { usePages } from '../../lib/pages';
import { saveText } from '../../lib/download';

export type Secret = Schemas['EnrollmentSecret'];
export type NewlyMade = Schemas['EnrollmentSecretMade'];

export interface Wanted {
  name: string;
  max_uses?: number;
  labels: Record<string, string>;
}

const SECRETS = ['enrollment-secrets'];

export function useSecrets() {
  return usePages<Secret>(
    SECRETS,
    (cursor) =>
      body(api.GET('/api/v1/enrollment-secrets', { params: { query: { limit: 100, cursor } } })),
    { refetchMs: 15_000 },
  );
}

export function useMakeSecret() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Wanted) =>
      body<NewlyMade>(api.POST('/api/v1/enrollment-secrets', { body: wanted }) as never),
    onSuccess: () => queries.invalidateQueries({ queryKey: SECRETS }),
  });
}

export function useRevoke() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api.DELETE('/api/v1/enrollment-secrets/{id}', { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: SECRETS }),
  });
}

/** Saved by way of the page, which can tell why there is none. */
export async function saveFlagFile(platform: string): Promise<void> {
  const path = `/api/v1/enrollment/flagfile?platform=${encodeURIComponent(platform)}`;
  saveText('osquery.flags', await (await send(path, {})).text());
}

export async function saveCertificates(): Promise<void> {
  saveText('mimir-ca.pem', await (await send('/api/v1/enrollment/ca.pem', {})).text());
}
