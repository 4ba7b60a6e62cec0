import { useThrottledCallback } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useStream, type StreamState } from '../../lib/stream';
import { refetchGrown, streamOf, tell, type Campaign } from './api';

/** How often what grows is asked for while the stream tells of answers. */
const REFETCH_EVERY_MS = 3_000;

/**
 * Follows a campaign (V-11): its numbers and its status as they are told, its lists soon after.
 *
 * @param enabled false until it is known that the campaign exists
 */
export function useLive(id: string, enabled: boolean): StreamState {
  const queries = useQueryClient();
  const refetch = useThrottledCallback(() => refetchGrown(queries, id), REFETCH_EVERY_MS);
  const news = (told: unknown) => {
    tell(queries, id, told as Partial<Campaign>);
    refetch();
  };
  return useStream(enabled ? streamOf(id) : null, { coverage: news, status: news });
}

/** How often lists are asked for on their own: rarely while the stream calls for it. */
export function pollEvery(state: StreamState): number {
  return state === 'live' ? 30_000 : 5_000;
}
