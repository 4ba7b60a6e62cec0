import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body, type Schemas } from '../../lib/http';
import { usePages } from '../../lib/pages';
import { Refusal } from '../../lib/problem';
import type { Target } from '../../parts/target';
import type { LaunchBody } from './campaign';
import type { Checked } from './check';

export type SavedQuery = Schemas['SavedQuery'];
export type SavedQueryListed = Schemas['SavedQueryListed'];
export type OsquerySchema = Schemas['OsquerySchema'];
export type LaunchRequest = Schemas['LaunchRequest'];

export interface SavedContent {
  name: string;
  description: string;
  sql: string;
  scope: Target;
}

const SAVED = ['saved-queries'];

export const streamPath = (run: string) => `/api/v1/queries/${encodeURIComponent(run)}/stream`;
export const exportPath = (run: string, format: string) =>
  `/api/v1/queries/${encodeURIComponent(run)}/export?format=${format}`;

/** The tables that osquery has; they only change with the server's version. */
export function useSchema(): OsquerySchema | undefined {
  return useQuery({
    queryKey: ['osquery-schema'],
    queryFn: () => body(api.GET('/api/v1/osquery-schema')),
    staleTime: Infinity,
    gcTime: Infinity,
  }).data;
}

async function check(sql: string, target: Target | null): Promise<Checked> {
  try {
    const answer = await body(
      api.POST('/api/v1/sql/check', { body: target === null ? { sql } : { sql, target } }),
    );
    return { sql, valid: true, ...answer };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid_sql') {
      const { line, column } = error.problem;
      return { sql, valid: false, line: Number(line), column: Number(column), told: error.detail };
    }
    if (error instanceof Refusal && error.status === 422 && target !== null) {
      // It is the target that is wrong; the picker tells about that.
      return check(sql, null);
    }
    throw error;
  }
}

/** What the guard says to a statement; the last answer stays while the next is awaited. */
export function useCheck(sql: string, target: Target | null) {
  const asked = sql.trim() !== '';
  const answer = useQuery({
    queryKey: ['sql-check', sql, target],
    queryFn: () => check(sql, target),
    enabled: asked,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  return { checked: asked ? answer.data : undefined, error: asked ? answer.error : null };
}

export function useRun() {
  return useMutation({
    mutationFn: (asked: { sql: string; target: Target; window_seconds: number }) =>
      body(api.POST('/api/v1/queries', { body: asked })),
  });
}

/** Why a run cannot be followed; asked only when its stream does not open. */
export function useRunRefusal(run: string, enabled: boolean): unknown {
  return useQuery({
    queryKey: ['live-query', run, 'refusal'],
    queryFn: () =>
      body(
        api.GET('/api/v1/queries/{id}/rows', {
          params: { path: { id: run }, query: { limit: 1 } },
        }),
      ),
    enabled,
  }).error;
}

export function useLaunch() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ launch, key }: { launch: LaunchBody; key: string }) =>
      body(
        api.POST('/api/v1/campaigns', {
          params: { header: { 'Idempotency-Key': key } },
          body: launch,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['campaigns'] }),
  });
}

/** What would launch a campaign again (L-6). */
export function useLaunchRequest(campaign: string | undefined) {
  return useQuery({
    queryKey: ['campaigns', campaign, 'launch-request'],
    queryFn: () =>
      body(
        api.GET('/api/v1/campaigns/{id}/launch-request', {
          params: { path: { id: campaign as string } },
        }),
      ),
    enabled: campaign !== undefined && campaign !== '',
    // The person may change what it filled in: it is asked for once each time.
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

export function useSavedQueries(q: string) {
  return usePages<SavedQueryListed>([...SAVED, 'list', q], (cursor) =>
    body(api.GET('/api/v1/saved-queries', { params: { query: { q: q || undefined, cursor } } })),
  );
}

function findSaved(id: string): Promise<SavedQuery> {
  return body(api.GET('/api/v1/saved-queries/{id}', { params: { path: { id } } }));
}

/** A saved query with the ids of its hosts, which the list leaves out. */
export function useSavedQuery(id: string) {
  return useQuery({ queryKey: [...SAVED, id], queryFn: () => findSaved(id) });
}

/** The same at once, for a click. */
export function useFindSaved() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      queries.fetchQuery({ queryKey: [...SAVED, id], queryFn: () => findSaved(id), staleTime: 0 }),
  });
}

/** Saves a new query, or changes the one whose id is given. */
export function useSave(id: string | null) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (content: SavedContent) =>
      id === null
        ? body(api.POST('/api/v1/saved-queries', { body: content }))
        : body(api.PUT('/api/v1/saved-queries/{id}', { params: { path: { id } }, body: content })),
    onSuccess: () => queries.invalidateQueries({ queryKey: SAVED }),
  });
}

export function useDeleteSaved() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      await api.DELETE('/api/v1/saved-queries/{id}', { params: { path: { id } } });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: [...SAVED, 'list'] }),
  });
}
