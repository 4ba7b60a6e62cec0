import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body, type Schemas } from '../lib/http';

export const OFFLINE_CAMPAIGNS = 'offline_campaigns_enabled';
export const FLAGS = ['feature-flags'];

export type Flag = Schemas['Flag'];

/** All flags; asked for again now and then, since others flip them too. */
export function useFlags() {
  return useQuery({
    queryKey: FLAGS,
    queryFn: async () => (await body(api.GET('/api/v1/feature-flags'))).items,
    refetchInterval: 15_000,
  });
}

/** One flag; undefined while it is not known. */
export function useFlag(key: string): Flag | undefined {
  return useFlags().data?.find((flag) => flag.key === key);
}

export function useFlip(key: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (enabled: boolean) =>
      body(
        api.PUT('/api/v1/feature-flags/{key}', { params: { path: { key } }, body: { enabled } }),
      ),
    onSuccess: (flipped) => {
      queries.setQueryData<Flag[]>(FLAGS, (before) =>
        before?.map((flag) => (flag.key === key ? flipped : flag)),
      );
      void queries.invalidateQueries({ queryKey: [...FLAGS, key] });
    },
  });
}
