import type { Search } from '../../lib/url';

export const STATUSES = ['online', 'stale', 'offline', 'decommissioned'];

const NAMES = ['q', 'status', 'platform', 'osquery_version', 'label'] as const;

export type Filters = Partial<Record<(typeof NAMES)[number], string>>;

/** The list's filters in the page's address; what is empty filters nothing. */
export function filtersOf(search: Search): Filters {
  const filters: Filters = {};
  for (const name of NAMES) {
    const value = search[name];
    if (value) {
      filters[name] = value;
    }
  }
  return filters;
}

/** What the address is changed by to take all filters away. */
export const NO_FILTERS: Record<string, string> = Object.fromEntries(
  NAMES.map((name) => [name, '']),
);
