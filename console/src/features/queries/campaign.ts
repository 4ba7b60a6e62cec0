import type { Schemas } from '../../lib/http';
import type { Target } from '../../parts/target';

export type LaunchBody = Schemas['LaunchRequest'];

export const LIVE_WINDOW_DEFAULT = 10;
export const LIVE_WINDOW_MAX = 1_440;
export const WINDOW_SECONDS_DEFAULT = 60;
export const WINDOW_SECONDS_MAX = 3_600;

export const OS_FILTER_UNSUPPORTED =
  'Campaigns don’t yet support OS-filtered targets — pick Fleet or specific hosts instead.';

/**
 * Whether a campaign is refused up front: when it would ask by OS, and when it comes from a saved
 * query whose scope is by OS, whatever target is picked (T-3).
 */
export function asksByOs(target: { type: string } | null, scope?: { type: string }): boolean {
  return target?.type === 'os_in' || scope?.type === 'os_in';
}

/** A whole number in its range; null for anything else that may stand in a field. */
export function whole(typed: number | string, most: number): number | null {
  const value = typeof typed === 'string' && typed.trim() !== '' ? Number(typed) : typed;
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most
    ? value
    : null;
}

/** A launch of typed SQL. */
export function launchOf(sql: string, target: Target, minutes: number, name: string): LaunchBody {
  return { sql, target, live_window_minutes: minutes, ...named(name) };
}

/**
 * A launch of a saved query. What was changed in the dialog is not the saved query any more, and is
 * launched as typed.
 *
 * @param target null: the saved query's own
 */
export function savedLaunchOf(
  saved: { id: string; sql: string; scope: Target },
  sql: string,
  target: Target | null,
  minutes: number,
  name: string,
): LaunchBody {
  if (sql !== saved.sql) {
    return launchOf(sql, target ?? saved.scope, minutes, name);
  }
  return {
    saved_query_id: saved.id,
    ...(target === null ? { use_saved_target: true } : { target }),
    live_window_minutes: minutes,
    ...named(name),
  };
}

function named(name: string): { name?: string } {
  return name.trim() === '' ? {} : { name: name.trim() };
}

/** The name of a clone: what was made up of table and time says the wrong time. */
export function cloneName(name: string | undefined): string {
  return name === undefined || / · \d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(name) ? '' : name;
}
