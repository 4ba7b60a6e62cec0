import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body, send, type Schemas } from '../../lib/http';
import { usePages } from '../../lib/pages';
import type { Search } from '../../lib/url';
import { MEDIA_TYPES, type ImportFormat } from './importFormat';

export type Indicator = Schemas['Indicator'];
export type IndicatorRequest = Schemas['IndicatorRequest'];
export type IndicatorChange = Schemas['IndicatorChange'];
export type ImportOutcome = Schemas['ImportOutcome'];
export type NotTaken = Schemas['NotImported'];

const INDICATORS = ['indicators'];
const LIST = [...INDICATORS, 'list'];

/** The indicators that the address asks for, newest first. */
export function useIndicators(search: Search) {
  const query = {
    q: search['q'] || undefined,
    type: (search['type'] || undefined) as Indicator['type'] | undefined,
    severity: (search['severity'] || undefined) as Indicator['severity'] | undefined,
    active: search['active'] ? search['active'] === 'true' : undefined,
    tag: search['tag'] || undefined,
  };
  return usePages<Indicator>(
    [...LIST, query],
    (cursor) =>
      body(api.GET('/api/v1/indicators', { params: { query: { ...query, cursor, limit: 100 } } })),
    { refetchMs: 20_000 },
  );
}

function useChanged() {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: INDICATORS });
}

/** Adds one; `added` is false when there was one of this type and value, which stays as it is. */
export function useAddIndicator() {
  const changed = useChanged();
  return useMutation({
    mutationFn: async (request: IndicatorRequest) => {
      const { data, response } = await api.POST('/api/v1/indicators', { body: request });
      return { indicator: data as Indicator, added: response.status === 201 };
    },
    onSuccess: changed,
  });
}

export function useChangeIndicator() {
  const changed = useChanged();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: IndicatorChange }) =>
      body(api.PATCH('/api/v1/indicators/{id}', { params: { path: { id } }, body: change })),
    onSettled: changed,
  });
}

export function useImport() {
  const changed = useChanged();
  return useMutation({
    mutationFn: async ({ format, content }: { format: ImportFormat; content: string | File }) => {
      const answer = await send('/api/v1/indicators/import', {
        method: 'POST',
        headers: { 'Content-Type': MEDIA_TYPES[format] },
        // A file goes as its bytes, without the type that the browser takes it for.
        body: typeof content === 'string' ? content : await content.arrayBuffer(),
      });
      return (await answer.json()) as ImportOutcome;
    },
    onSuccess: changed,
  });
}
