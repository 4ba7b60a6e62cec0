import type { Search } from '../../lib/url';
import type { Alert } from './api';

/** What the list is narrowed by; '' and undefined are everything. */
export interface AlertFilter {
  severity: string;
  source: string;
  acknowledged: boolean | undefined;
  campaignId: string;
  hostId: string;
  q: string;
}

/** The names in the address of what narrows the list. */
export const FILTERS = ['severity', 'source', 'state', 'campaign_id', 'host_id', 'q'] as const;

/** Only open ones unless the address says otherwise. */
export function filterOf(search: Search): AlertFilter {
  const state = search['state'] ?? 'open';
  return {
    severity: search['severity'] ?? '',
    source: search['source'] ?? '',
    acknowledged: state === 'all' ? undefined : state === 'acknowledged',
    campaignId: search['campaign_id'] ?? '',
    hostId: search['host_id'] ?? '',
    q: search['q'] ?? '',
  };
}

/** Whether the service would list the alert: the same conditions as there. */
export function fits(alert: Alert, filter: AlertFilter): boolean {
  const q = filter.q.toLowerCase();
  return (
    (filter.severity === '' || alert.severity === filter.severity) &&
    (filter.source === '' || alert.source === filter.source) &&
    (filter.acknowledged === undefined ||
      (alert.acknowledged_at !== null) === filter.acknowledged) &&
    (filter.campaignId === '' || alert.campaign_id === filter.campaignId) &&
    (filter.hostId === '' || alert.host_id === filter.hostId) &&
    (q === '' ||
      alert.ioc_value.toLowerCase().includes(q) ||
      alert.hostname.toLowerCase().includes(q))
  );
}

/** Two states of one alert: what was acknowledged stays so, and rows only grow. */
function later(a: Alert, b: Alert): Alert {
  if ((a.acknowledged_at === null) !== (b.acknowledged_at === null)) {
    return a.acknowledged_at === null ? b : a;
  }
  return a.rows > b.rows ? a : b;
}

/** With the states that came since. */
export function withChanged(
  before: ReadonlyMap<string, Alert>,
  came: readonly Alert[],
): ReadonlyMap<string, Alert> {
  const after = new Map(before);
  for (const alert of came) {
    const known = after.get(alert.id);
    after.set(alert.id, known === undefined ? alert : later(known, alert));
  }
  return after;
}

function newestFirst(a: Alert, b: Alert): number {
  // As text: the instants are finer than milliseconds.
  return b.detected_at.localeCompare(a.detected_at) || b.id.localeCompare(a.id);
}

/**
 * What was listed and what came since, each alert once, in its latest state, newest first.
 *
 * @param more the list goes on: what is older than its end is shown when that is loaded
 */
export function combine(
  listed: readonly Alert[],
  changed: ReadonlyMap<string, Alert>,
  filter: AlertFilter,
  more: boolean,
): readonly Alert[] {
  const end = more ? listed.at(-1) : undefined;
  const known = new Map(listed.map((alert) => [alert.id, alert]));
  for (const alert of changed.values()) {
    const before = known.get(alert.id);
    if (before !== undefined) {
      known.set(alert.id, later(before, alert));
    } else if (end === undefined || newestFirst(alert, end) < 0) {
      known.set(alert.id, alert);
    }
  }
  return [...known.values()].filter((alert) => fits(alert, filter)).sort(newestFirst);
}

/** The alert that is selected after a step; at an end it stays. */
export function step(alerts: readonly Alert[], selected: string, by: 1 | -1): string {
  const at = alerts.findIndex((alert) => alert.id === selected);
  const to = at < 0 ? (by === 1 ? 0 : alerts.length - 1) : at + by;
  return alerts[Math.max(0, Math.min(alerts.length - 1, to))]?.id ?? '';
}

/** Which alert is next when one leaves the list: the one below, at the end the one above. */
export function nextOf(alerts: readonly Alert[], leaving: string): string {
  const at = alerts.findIndex((alert) => alert.id === leaving);
  return at < 0 ? '' : ((alerts[at + 1] ?? alerts[at - 1])?.id ?? '');
}
