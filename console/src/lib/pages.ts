import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Pages<T> {
  items: readonly T[];
  /** Nothing was ever loaded. */
  loading: boolean;
  error: unknown;
  /** More can be loaded. */
  more: boolean;
  loadingMore: boolean;
  loadMore: () => void;
  reload: () => void;
}

/** Of a list that was read further than this, nothing is asked for again by itself. */
const POLLED_PAGES_MAX = 3;

/**
 * A list of the API, page by page.
 *
 * @param load asks for the page after a cursor; undefined for the first
 * @param refetchMs how often what is loaded is asked for again; false: never
 */
export function usePages<T>(
  key: QueryKey,
  load: (cursor: string | undefined) => Promise<Page<T>>,
  options: { refetchMs?: number | false; enabled?: boolean } = {},
): Pages<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) =>
      (state.data?.pages.length ?? 0) <= POLLED_PAGES_MAX && (options.refetchMs ?? false),
    refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= POLLED_PAGES_MAX,
    enabled: options.enabled ?? true,
    placeholderData: (before) => before,
  });
  const { data, fetchNextPage } = query;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  // A page that was refused is not asked for in a loop: the notice above the list offers it again.
  const may = query.hasNextPage && !query.isFetchingNextPage && !query.isFetchNextPageError;
  const loadMore = useCallback(() => {
    if (may) {
      void fetchNextPage();
    }
  }, [may, fetchNextPage]);
  return {
    items,
    loading: query.isPending && query.fetchStatus !== 'idle',
    error: query.error,
    more: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    loadMore,
    reload: () => void query.refetch(),
  };
}
