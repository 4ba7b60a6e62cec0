import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

export type Search = Readonly<Record<string, string>>;

/** The address's query as plain text: `?status=stopped&q=abc`. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** What is empty stands for the default and is left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') {
      query.set(name, String(value));
    }
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/**
 * What the page shows, kept in its address: a filter, a selected row, an order. Values are text;
 * '' takes the name away.
 *
 * @returns the values, and how to change some of them; `push` makes a step that the back button
 *     undoes, else the present one is replaced
 */
export function useUrl(): [Search, (change: Record<string, string>, push?: boolean) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (values: Record<string, string>, push = false) =>
      void navigate({
        to: '.',
        search: ((before: Search) => ({ ...before, ...values })) as never,
        replace: !push,
        resetScroll: false,
      }),
    [navigate],
  );
  return [search, change];
}
