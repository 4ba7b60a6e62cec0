import { useQuery } from '@tanstack/react-query';
import { send } from '../../lib/http';
import { Refusal } from '../../lib/problem';
import type { Campaign } from './api';

/** What hosts that report osquery's stats needed. */
export interface Cost {
  hosts: number;
  wall_time_ms_p50: number | null;
  wall_time_ms_p95: number | null;
  memory_bytes_p50: number | null;
  memory_bytes_p95: number | null;
}

/** Answers over time; a bucket without any is left out. */
export interface Timeline {
  started_at: string;
  live_until: string;
  bucket_seconds: number;
  items: { at: string; responses: number }[];
}

/** Null where the service does not tell it. */
async function told<T>(path: string): Promise<T | null> {
  try {
    return (await (await send(path, {})).json()) as T;
  } catch (error) {
    if (error instanceof Refusal && (error.status === 404 || error.status === 501)) {
      return null;
    }
    throw error;
  }
}

/** How often figures are asked for that are made of all answers: not with each that comes. */
const FIGURES_MS = 15_000;

/**
 * Again and again while answers are to come; of a campaign that waits for none, once for each
 * count of them.
 *
 * @param seen whether it is on the screen: nobody needs the others
 */
function useFigures<T>({ id, status, coverage }: Campaign, what: string, seen: boolean) {
  const grows = status === 'active' && coverage.pending > 0;
  return useQuery({
    queryKey: ['campaigns', 'figures', id, what, grows ? 'growing' : coverage.responded],
    queryFn: () => told<T>(`/api/v1/campaigns/${id}/${what}`),
    enabled: seen,
    refetchInterval: grows && FIGURES_MS,
    staleTime: FIGURES_MS,
    placeholderData: (before, query) => (query?.queryKey[2] === id ? before : undefined),
  });
}

export const useCost = (campaign: Campaign) => useFigures<Cost>(campaign, 'cost', true);

export const useTimeline = (campaign: Campaign, seen: boolean) =>
  useFigures<Timeline>(campaign, 'timeline', seen);
