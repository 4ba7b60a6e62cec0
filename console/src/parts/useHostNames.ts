import { useQueries } from '@tanstack/react-query';
import { api, body } from '../lib/http';
import { unnamed, type PickedHost } from './target';

async function named(id: string): Promise<PickedHost> {
  const { hostname } = await body(api.GET('/api/v1/hosts/{id}', { params: { path: { id } } }));
  return { id, hostname };
}

/** The picked hosts by their names: those of whom only the id is known are asked for. */
export function useHostNames(picked: readonly PickedHost[]): readonly PickedHost[] {
  const found = useQueries({
    queries: picked.filter(unnamed).map(({ id }) => ({
      queryKey: ['hosts', id, 'name'],
      queryFn: () => named(id),
      staleTime: Infinity,
      retry: false,
    })),
  });
  const names = new Map(found.flatMap(({ data }) => (data ? [[data.id, data.hostname]] : [])));
  return picked.map(({ id, hostname }) => ({ id, hostname: names.get(id) ?? hostname }));
}
