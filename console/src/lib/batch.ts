import { useCallback, useEffect, useRef } from 'react';

/**
 * Gathers what comes one by one and hands it over together, so that a stream of thousands does not
 * draw the page thousands of times.
 */
export function useBatch<T>(
  handle: (items: readonly T[]) => void,
  everyMs = 200,
): (item: T) => void {
  const latest = useRef(handle);
  const gathered = useRef<T[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = handle;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (item: T) => {
      gathered.current.push(item);
      if (gathered.current.length === 1) {
        timer.current = setTimeout(() => {
          latest.current(gathered.current.splice(0));
        }, everyMs);
      }
    },
    [everyMs],
  );
}
