import { api, body } from '../../lib/http';
import { usePages, type Page } from '../../lib/pages';
import { save } from '../../ui/save';
import { stringifySearch } from '../../lib/url';
import type { Filters } from './entries';

export interface Entry {
  id: string;
  at: string;
  actor: string;
  action: string;
  source: string;
  subject: string;
  detail: unknown;
}

export function useAudit(filters: Filters) {
  return usePages<Entry>(
    ['audit', filters],
    (cursor) =>
      body(
        api.GET('/api/v1/audit', { params: { query: { ...filters, limit: 100, cursor } } }),
        // The document does not say of what the page is.
      ) as Promise<Page<Entry>>,
    { refetchMs: 15_000 },
  );
}

/** All that the filters let through, as JSON Lines. */
export function exportAudit(filters: Filters): void {
  save(`/api/v1/audit${stringifySearch({ ...filters, format: 'jsonl' })}`);
}
