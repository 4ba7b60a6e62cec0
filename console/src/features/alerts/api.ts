import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useBatch } from '../../lib/batch';
import { api, body, send, type Schemas } from '../../lib/http';
import { usePages } from '../../lib/pages';
import { useStream, type StreamState } from '../../lib/stream';
import type { Severity } from '../../parts/indicators';
import { combine, withChanged, type AlertFilter } from './alerts';

export type Alert = Schemas['Alert'];

const ALERTS = ['alerts'];

/** Beyond it the list is read again: a page that is left open for days must not grow. */
const CHANGED_MAX = 2_000;

export interface FollowedAlerts {
  /** Those that the filter lets through, newest first. */
  alerts: readonly Alert[];
  /** Any alert that is known by now, also one that the filter does not show. */
  find: (id: string) => Alert | undefined;
  /** Keeps a later state of an alert. */
  learn: (alert: Alert) => void;
  state: StreamState;
  loading: boolean;
  error: unknown;
  more: boolean;
  loadMore: () => void;
  reload: () => void;
}

/** The alerts of a filter, as they are raised and as they change. */
export function useAlerts(filter: AlertFilter): FollowedAlerts {
  const queries = useQueryClient();
  const [changed, setChanged] = useState<ReadonlyMap<string, Alert>>(new Map());
  const readAgain = () => void queries.invalidateQueries({ queryKey: ALERTS });
  const learn = useBatch<Alert>((came) => {
    if (changed.size < CHANGED_MAX) {
      setChanged((before) => withChanged(before, came));
    } else {
      setChanged(withChanged(new Map(), came));
      readAgain();
    }
  });
  const state = useStream('/api/v1/alerts/stream', {
    ready: readAgain,
    alert: (alert) => learn(alert as Alert),
    reload: readAgain,
  });
  const query = {
    severity: (filter.severity || undefined) as Severity | undefined,
    source: (filter.source || undefined) as Alert['source'] | undefined,
    acknowledged: filter.acknowledged,
    campaign_id: filter.campaignId || undefined,
    host_id: filter.hostId || undefined,
    q: filter.q || undefined,
  };
  const pages = usePages<Alert>(
    [...ALERTS, query],
    (cursor) =>
      body(api.GET('/api/v1/alerts', { params: { query: { ...query, cursor, limit: 100 } } })),
    { refetchMs: state === 'live' ? false : 5_000 },
  );
  const alerts = useMemo(
    () => combine(pages.items, changed, filter, pages.more),
    [pages.items, pages.more, changed, filter],
  );
  return {
    ...pages,
    alerts,
    find: (id) => changed.get(id) ?? pages.items.find((alert) => alert.id === id),
    learn,
    state,
  };
}

/** One alert, for a link to it that leads beyond what is loaded; '' asks for none. */
export function useAlert(id: string) {
  return useQuery({
    queryKey: [...ALERTS, 'one', id],
    queryFn: () => body(api.GET('/api/v1/alerts/{id}', { params: { path: { id } } })),
    enabled: id !== '',
  });
}

/** Says that an alert was seen; goes out even while the page is being left. */
export async function acknowledge(id: string): Promise<Alert> {
  const answer = await send(`/api/v1/alerts/${encodeURIComponent(id)}/acknowledge`, {
    method: 'PUT',
    keepalive: true,
  });
  return (await answer.json()) as Alert;
}
