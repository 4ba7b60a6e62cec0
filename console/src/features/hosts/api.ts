import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body, type Schemas } from '../../lib/http';
import { usePages } from '../../lib/pages';
import type { Labels } from '../../parts/labels';
import type { Filters } from './filters';

export type Host = Schemas['Host'];
export type HostDetails = Schemas['HostDetail'];
export type OpenAssignment = Schemas['OpenAssignment'];
export type Alert = Schemas['Alert'];
export type Counted = Schemas['HostsOfVersion'];

const HOSTS = ['hosts'];
const FOLLOW_MS = 10_000;

export function useHosts(filters: Filters) {
  return usePages<Host>(
    [...HOSTS, 'list', filters],
    (cursor) =>
      body(
        api.GET('/api/v1/hosts', {
          params: { query: { ...filters, limit: 100, cursor } as never },
        }),
      ),
    { refetchMs: FOLLOW_MS },
  );
}

export function useHost(id: string) {
  return useQuery({
    queryKey: [...HOSTS, 'one', id],
    queryFn: () => body(api.GET('/api/v1/hosts/{id}', { params: { path: { id } } })),
    refetchInterval: FOLLOW_MS,
  });
}

/** Hosts by osquery version and platform. */
export function useVersions() {
  return useQuery({
    queryKey: [...HOSTS, 'versions'],
    queryFn: async () => (await body(api.GET('/api/v1/hosts/versions'))).items,
    refetchInterval: FOLLOW_MS,
    placeholderData: keepPreviousData,
  });
}

/** The name of a campaign, which an assignment does not carry; names do not change. */
export function useCampaignName(id: string): string | undefined {
  return useQuery({
    queryKey: ['campaign-name', id],
    queryFn: async () =>
      (await body(api.GET('/api/v1/campaigns/{id}', { params: { path: { id } } }))).name,
    staleTime: Infinity,
  }).data;
}

export function useHostAlerts(host_id: string) {
  return usePages<Alert>(
    ['alerts', 'of-host', host_id],
    (cursor) => body(api.GET('/api/v1/alerts', { params: { query: { host_id, cursor } } })),
    { refetchMs: FOLLOW_MS },
  );
}

function useChange<Arguments>(id: string, change: (asked: Arguments) => Promise<HostDetails>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (host) => {
      queries.setQueryData([...HOSTS, 'one', id], host);
      void queries.invalidateQueries({ queryKey: [...HOSTS, 'list'] });
      void queries.invalidateQueries({ queryKey: [...HOSTS, 'versions'] });
    },
  });
}

export function useSetLabels(id: string) {
  return useChange(id, (labels: Labels) =>
    body(api.PUT('/api/v1/hosts/{id}/labels', { params: { path: { id } }, body: { labels } })),
  );
}

export function useDecommission(id: string) {
  return useChange(id, () =>
    body(api.POST('/api/v1/hosts/{id}/decommission', { params: { path: { id } } })),
  );
}
