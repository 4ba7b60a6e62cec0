import {
  keepPreviousData,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useState } from 'react';
import { useBatch } from '../../lib/batch';
import { api, body, type Schemas } from '../../lib/http';
import { useIdempotencyKey } from '../../lib/idempotency';
import { usePages } from '../../lib/pages';
import { useStream, type StreamState } from '../../lib/stream';
import { detection, type Detected } from '../../parts/indicators';
import { isOver } from './hunt';
import { fold, NO_RESULTS, type Results } from './results';

export type Hunt = Schemas['Hunt'];
export type HuntRequest = Schemas['HuntRequest'];
export type QuickHunt = Schemas['QuickHuntRequest'];
export type Match = Schemas['Match'];
export type Indicator = Schemas['Indicator'];

const HUNTS = ['hunts'];

export function useHunts(q: string) {
  return usePages(
    [...HUNTS, 'list', q],
    (cursor) =>
      body(api.GET('/api/v1/hunts', { params: { query: { q: q || undefined, cursor } } })),
    { refetchMs: 5_000 },
  );
}

/** A hunt; asked for often while it runs, and now and then after, for late answers still come. */
export function useHunt(id: string) {
  return useQuery({
    queryKey: [...HUNTS, id],
    queryFn: () => body(api.GET('/api/v1/hunts/{id}', { params: { path: { id } } })),
    refetchInterval: (query) =>
      query.state.data !== undefined && isOver(query.state.data.status) ? 15_000 : 2_000,
  });
}

export interface FoundResults {
  results: readonly Match[];
  state: StreamState;
  loading: boolean;
  error: unknown;
  more: boolean;
  loadMore: () => void;
}

/** What a hunt has found so far: followed, and asked for while the stream is broken. */
export function useResults(id: string): FoundResults {
  const [streamed, setStreamed] = useState<Results>(NO_RESULTS);
  const found = useBatch<Match>((matches) => setStreamed((before) => fold(before, matches)));
  const state = useStream(
    `/api/v1/hunts/${id}/stream`,
    { result: (match) => found(match as Match), done: () => undefined },
    'done',
  );
  const broken = state === 'waiting' || state === 'connecting';
  const pages = usePages<Match>(
    [...HUNTS, id, 'results'],
    (cursor) =>
      body(
        api.GET('/api/v1/hunts/{id}/results', {
          params: { path: { id }, query: { limit: 500, cursor } },
        }),
      ),
    { refetchMs: state === 'waiting' ? 5_000 : state === 'over' ? 15_000 : false },
  );
  return {
    // The stream tells the later state of a result that is in both.
    results: [...fold(fold(NO_RESULTS, pages.items), streamed.values()).values()],
    state,
    loading: pages.loading,
    error: pages.error,
    more: (broken || state === 'over') && pages.more,
    loadMore: pages.loadMore,
  };
}

function useLaunched() {
  const queries = useQueryClient();
  return (hunt: Hunt) => {
    queries.setQueryData([...HUNTS, hunt.id], hunt);
    void queries.invalidateQueries({ queryKey: [...HUNTS, 'list'] });
    void queries.invalidateQueries({ queryKey: ['indicators', 'list'] });
  };
}

export function useLaunchHunt() {
  const launched = useLaunched();
  const { keyOf, spent } = useIdempotencyKey();
  return useMutation({
    mutationFn: (request: HuntRequest) =>
      body(
        api.POST('/api/v1/hunts', {
          params: { header: { 'Idempotency-Key': keyOf(request) } },
          body: request,
        }),
      ),
    onSuccess: (hunt) => {
      spent();
      launched(hunt);
    },
  });
}

export function useQuickHunt() {
  const launched = useLaunched();
  const { keyOf, spent } = useIdempotencyKey();
  return useMutation({
    mutationFn: (request: QuickHunt) =>
      body(
        api.POST('/api/v1/hunts/quick', {
          params: { header: { 'Idempotency-Key': keyOf(request) } },
          body: request,
        }),
      ),
    onSuccess: (hunt) => {
      spent();
      launched(hunt);
    },
  });
}

export function useCancelHunt(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.POST('/api/v1/hunts/{id}/cancel', { params: { path: { id } } }),
    onSettled: () => queries.invalidateQueries({ queryKey: HUNTS }),
  });
}

/** What would launch a hunt again; '' asks for nothing. */
export function useLaunchRequest(id: string) {
  return useQuery({
    queryKey: [...HUNTS, id, 'launch-request'],
    queryFn: () => body(api.GET('/api/v1/hunts/{id}/launch-request', { params: { path: { id } } })),
    enabled: id !== '',
    staleTime: Infinity,
  });
}

/** Active indicators whose value has the text in it. */
export function useIndicatorSearch(q: string) {
  return useQuery({
    queryKey: ['indicators', 'picker', q],
    queryFn: async () =>
      (
        await body(
          api.GET('/api/v1/indicators', {
            params: { query: { q: q || undefined, active: true, limit: 50 } },
          }),
        )
      ).items,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

/** Indicators by their ids; those that are not there are left out. */
export function useIndicators(ids: readonly string[]) {
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: ['indicators', id],
      queryFn: () => body(api.GET('/api/v1/indicators/{id}', { params: { path: { id } } })),
      staleTime: 30_000,
    })),
    combine: (each) => ({
      loading: each.some((query) => query.isPending),
      error: each.find((query) => query.error !== null)?.error ?? null,
      found: each.flatMap((query) => (query.data === undefined ? [] : [query.data])),
    }),
  });
}

export interface ValueDetection {
  detected: Detected | undefined;
  error: Error | null;
}

/** What each of some values is. */
export function useDetections(values: readonly string[]): ReadonlyMap<string, ValueDetection> {
  return useQueries({
    queries: values.map(detection),
    combine: (each) =>
      new Map(
        each.map((query, index) => [
          values[index] as string,
          { detected: query.data, error: query.error },
        ]),
      ),
  });
}
