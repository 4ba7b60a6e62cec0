import type { Search } from '../../lib/url';

export interface Filters {
  actor?: string;
  action?: string;
  since?: string;
}

export function filtersOf({ actor, action, since }: Search): Filters {
  return { actor: actor || undefined, action: action || undefined, since: since || undefined };
}

/** Actions to pick from; each stands for all below it too. */
export const ACTIONS: readonly string[] = [
  'campaign',
  'campaign.launched',
  'campaign.stopped',
  'campaign.archived',
  'hunt',
  'hunt.launched',
  'hunt.cancelled',
  'live_query',
  'live_query.launched',
  'indicator',
  'indicator.created',
  'indicator.changed',
  'saved_query',
  'alert.acknowledged',
  'host',
  'host.enrolled',
  'host.labelled',
  'host.decommissioned',
  'enrollment_secret',
  'release',
  'release.registered',
  'release.approved',
  'release.rollout_set',
  'release.auto_paused',
  'release.deleted',
  'flag.flipped',
  'user',
  'user.created',
  'user.changed',
  'api_key',
  'session',
  'session.opened',
  'session.refused',
];

/** The page of what was changed; null when it has none of its own. */
export function placeOf(action: string, subject: string): { to: string; id: string } | null {
  const [kind = ''] = action.split('.');
  const to = { campaign: '/campaigns/$id', hunt: '/hunts/$id', host: '/hosts/$id' }[kind];
  return to !== undefined && /^[0-9a-f-]{36}$/.test(subject) ? { to, id: subject } : null;
}

/** `/mimir/campaign-service` is called campaign-service. */
export function serviceOf(source: string): string {
  return source.replace(/^\/mimir\//, '');
}

/** An instant as a field for local times shows it; '' when it is none. */
export function toLocal(instant: string): string {
  const date = new Date(instant);
  if (instant === '' || Number.isNaN(date.getTime())) {
    return '';
  }
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** What such a field says, as the instant that the API takes; '' when it says none. */
export function toInstant(local: string): string {
  const date = new Date(local);
  return local === '' || Number.isNaN(date.getTime())
    ? ''
    : date.toISOString().replace('.000Z', 'Z');
}

const PREVIEW_MAX = 90;

/** The detail in one line, without what the row says already. */
export function preview(detail: unknown): string {
  if (detail === null || typeof detail !== 'object') {
    return detail === null || detail === undefined ? '' : String(detail);
  }
  const text = Object.entries(detail)
    .filter(([name]) => name !== 'by')
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return text.length > PREVIEW_MAX ? `${text.slice(0, PREVIEW_MAX)}…` : text;
}
