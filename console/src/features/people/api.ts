import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body, type Schemas } from '../../lib/http';
import { usePages } from '../../lib/pages';
import type { NewAccount } from './account';

export type User = Schemas['User'];
export type ApiKey = Schemas['ApiKey'];
export type NewlyMade = Schemas['ApiKeyMade'];

const USERS = ['users'];
const KEYS = ['api-keys'];

export function useUsers() {
  return usePages<User>(USERS, (cursor) =>
    body(api.GET('/api/v1/users', { params: { query: { limit: 100, cursor } } })),
  );
}

export function useAddUser() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (account: NewAccount) => body(api.POST('/api/v1/users', { body: account })),
    onSuccess: () => queries.invalidateQueries({ queryKey: USERS }),
  });
}

/** What is left out stays as it is. */
export interface UserChange {
  role?: User['role'];
  capabilities?: string[];
  password?: string;
  disabled?: boolean;
}

export function useChangeUser(username: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: UserChange) =>
      body(api.PATCH('/api/v1/users/{username}', { params: { path: { username } }, body: change })),
    onSuccess: () => queries.invalidateQueries({ queryKey: USERS }),
  });
}

/** One's own keys; everybody's for an admin. */
export function useApiKeys() {
  return usePages<ApiKey>(
    KEYS,
    (cursor) => body(api.GET('/api/v1/api-keys', { params: { query: { limit: 100, cursor } } })),
    { refetchMs: 30_000 },
  );
}

export function useMakeApiKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      body<NewlyMade>(api.POST('/api/v1/api-keys', { body: { name } }) as never),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS }),
  });
}

export function useDeleteApiKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS }),
  });
}
