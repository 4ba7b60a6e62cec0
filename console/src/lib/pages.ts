import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';

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
    refetchInterval: options.refetchMs ?? false,
    enabled: options.enabled ?? true,
    placeholderData: (before) => before,
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items) ?? [],
    loading: query.isPending && query.fetchStatus !== 'idle',
    error: query.error,
    more: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) {
        void query.fetchNextPage();
      }
    },
    reload: () => void query.refetch(),
  };
}
