import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, body, type Schemas } from '../../lib/http';
import { usePages } from '../../lib/pages';
import { Refusal } from '../../lib/problem';
import type { AnsweredRow } from '../../parts/RowsTable';
import type { Sought } from './picked';

export type Summary = Schemas['CampaignSummary'];
export type Campaign = Schemas['CampaignDetail'];
export type LateMatch = Schemas['Match'];
export type HostResponse = Schemas['CampaignResponse'];
export type PendingHost = Schemas['PendingHost'];
export type Errored = Schemas['CampaignError'];
export type AuditEntry = Schemas['CampaignAuditEntry'];
export type StackedValue = Schemas['StackedValue'];
export type FrozenIoc = Schemas['FrozenIoc'];

export interface Filters {
  kind: string;
  status: string;
  q: string;
}

/** How often a list is asked for again that no stream follows. */
const POLL_MS = 5_000;

const LISTS = ['campaigns', 'list'];
const detail = (id: string) => ['campaigns', 'detail', id];
/** Everything of a campaign that grows while it is answered. */
const grown = (id: string) => ['campaigns', 'grown', id];

/** A text of the address as the typed client takes it; empty: not asked for. */
const given = (text: string) => (text === '' ? undefined : text);

export function useCampaigns({ kind, status, q }: Filters) {
  return usePages<Summary>(
    [...LISTS, kind, status, q],
    (cursor) =>
      body(
        api.GET('/api/v1/campaigns', {
          params: {
            query: {
              cursor,
              kind: given(kind) as Summary['kind'] | undefined,
              status: given(status) as Summary['status'] | undefined,
              q: given(q),
            },
          },
        }),
      ),
    { refetchMs: POLL_MS },
  );
}

/** @param followed whether the stream tells its changes, so that nobody needs to ask */
export function useCampaign(id: string, followed: boolean) {
  return useQuery({
    queryKey: detail(id),
    queryFn: () => body(api.GET('/api/v1/campaigns/{id}', { params: { path: { id } } })),
    refetchInterval: (query) =>
      query.state.error instanceof Refusal && query.state.error.status === 404
        ? false
        : followed
          ? 60_000
          : POLL_MS,
  });
}

export const streamOf = (id: string) => `/api/v1/campaigns/${id}/stream`;

/** Puts what the stream tells into what the page shows. */
export function tell(queries: QueryClient, id: string, news: Partial<Campaign>): void {
  queries.setQueryData<Campaign>(detail(id), (before) => before && { ...before, ...news });
}

/** Asks again for the lists of a campaign that are on the page. */
export function refetchGrown(queries: QueryClient, id: string): void {
  void queries.invalidateQueries({ queryKey: grown(id) });
}

function useChange<T>(id: string, change: (input: T) => Promise<Campaign>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (changed) => {
      queries.setQueryData<Campaign>(detail(id), (before) => ({ ...before, ...changed }));
      refetchGrown(queries, id);
      void queries.invalidateQueries({ queryKey: LISTS });
    },
  });
}

export function useStop(id: string) {
  return useChange(id, (stop: { reason: string; discard_in_flight: boolean }) =>
    body(api.POST('/api/v1/campaigns/{id}/stop', { params: { path: { id } }, body: stop })),
  );
}

export function useArchive(id: string) {
  return useChange<void>(id, () =>
    body(api.POST('/api/v1/campaigns/{id}/archive', { params: { path: { id } } })),
  );
}

export function usePendingHosts(id: string, refetchMs: number | false) {
  return usePages<PendingHost>(
    [...grown(id), 'pending'],
    (cursor) =>
      body(
        api.GET('/api/v1/campaigns/{id}/pending-hosts', {
          params: { path: { id }, query: { cursor } },
        }),
      ),
    { refetchMs },
  );
}

export function useMatches(id: string, late: boolean, refetchMs: number | false) {
  return usePages<LateMatch>(
    [...grown(id), 'matches', late],
    (cursor) =>
      body(
        api.GET('/api/v1/campaigns/{id}/matches', {
          params: { path: { id }, query: { cursor, late: late || undefined } },
        }),
      ),
    { refetchMs },
  );
}

/** A match whose evidence is looked at; when it was reported is told by the list only. */
export type OpenedMatch = Pick<
  LateMatch,
  'alert_id' | 'evidence' | 'host_id' | 'hostname' | 'ioc_type' | 'ioc_value' | 'rows' | 'severity'
> & { reported_at: string | null };

/** A match by its alert, for a link that leads beyond what is loaded; '' asks for none. */
export function useLinkedMatch(campaign: string, alertId: string) {
  return useQuery({
    queryKey: ['campaigns', 'match', campaign, alertId],
    queryFn: async (): Promise<OpenedMatch> => {
      const alert = await body(
        api.GET('/api/v1/alerts/{id}', { params: { path: { id: alertId } } }),
      );
      if (alert.campaign_id !== campaign) {
        throw new Refusal(404, 'not_found', 'This campaign has no such match.');
      }
      return { ...alert, alert_id: alert.id, reported_at: null };
    },
    enabled: alertId !== '',
  });
}

export function useResponses(id: string, late: boolean, refetchMs: number | false) {
  return usePages<HostResponse>(
    [...grown(id), 'responses', late],
    (cursor) =>
      body(
        api.GET('/api/v1/campaigns/{id}/responses', {
          params: { path: { id }, query: { cursor, late: late || undefined } },
        }),
      ),
    { refetchMs },
  );
}

export function useErrors(id: string, refetchMs: number | false) {
  return usePages<Errored>(
    [...grown(id), 'errors'],
    (cursor) =>
      body(
        api.GET('/api/v1/campaigns/{id}/errors', { params: { path: { id }, query: { cursor } } }),
      ),
    { refetchMs },
  );
}

export function useAudit(id: string) {
  return usePages<AuditEntry>([...grown(id), 'audit'], (cursor) =>
    body(api.GET('/api/v1/campaigns/{id}/audit', { params: { path: { id }, query: { cursor } } })),
  );
}

export function useFrozenIocs(id: string) {
  return usePages<FrozenIoc>(['campaigns', 'iocs', id], (cursor) =>
    body(
      api.GET('/api/v1/campaigns/{id}/iocs', {
        params: { path: { id }, query: { cursor, limit: 500 } },
      }),
    ),
  );
}

/** Rows of a page. */
export const ROWS_EACH = 200;

function useRows(id: string, of: { host_id: string } | ({ column: string } & Sought)) {
  return usePages<AnsweredRow>(['campaigns', 'rows', id, of], (cursor) =>
    body(
      api.GET('/api/v1/campaigns/{id}/rows', {
        params: { path: { id }, query: { ...of, cursor, limit: ROWS_EACH } },
      }),
    ),
  );
}

export const useHostRows = (id: string, host: string) => useRows(id, { host_id: host });

/** A page may hold fewer than it could, or none, and others follow. */
export const useValueRows = (id: string, column: string, sought: Sought) =>
  useRows(id, { column, ...sought });

/** What rows can be counted by. */
export function useColumns(id: string, refetchMs: number | false) {
  return useQuery({
    queryKey: [...grown(id), 'columns'],
    queryFn: () => body(api.GET('/api/v1/campaigns/{id}/columns', { params: { path: { id } } })),
    refetchInterval: refetchMs,
  });
}

export type StackOrder = 'rarest' | 'commonest';

export function useStack(id: string, column: string, order: StackOrder, refetchMs: number) {
  return usePages<StackedValue>(
    ['campaigns', 'stack', id, column, order],
    (cursor) =>
      body(
        api.GET('/api/v1/campaigns/{id}/stack', {
          params: { path: { id }, query: { column, order, cursor } },
        }),
      ),
    { enabled: column !== '', refetchMs },
  );
}

export const EXPORT_FORMATS = [
  { format: 'csv', label: 'CSV' },
  { format: 'jsonl', label: 'JSON Lines' },
  { format: 'parquet', label: 'Parquet' },
] as const;

/** Where the browser saves a campaign's rows from, or those of one host. */
export function rowsExport(id: string, format: string, host?: string): string {
  const query = new URLSearchParams({ format, ...(host === undefined ? {} : { host_id: host }) });
  return `/api/v1/campaigns/${id}/export?${query.toString()}`;
}

export const errorsExport = (id: string, format: string) =>
  `/api/v1/campaigns/${id}/errors/export?format=${format}`;
