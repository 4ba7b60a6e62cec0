import type { Match } from './api';

/** What a hunt has found, one for each host and indicator, in the order in which they came. */
export type Results = ReadonlyMap<string, Match>;

export const NO_RESULTS: Results = new Map();

export function keyOf(match: Match): string {
  return `${match.host_id} ${match.ioc_id}`;
}

/** With what came since; a result that comes again has changed and keeps its place. */
export function fold(before: Results, came: Iterable<Match>): Results {
  const after = new Map(before);
  for (const match of came) {
    after.set(keyOf(match), match);
  }
  return after;
}

const RANK: Readonly<Record<string, number>> = { critical: 0, high: 1, medium: 2, low: 3, info: 4 };

type By = (a: Match, b: Match) => number;

const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const ORDERS: Readonly<Record<string, By>> = {
  severity: (a, b) => (RANK[a.severity] ?? 9) - (RANK[b.severity] ?? 9),
  host: (a, b) => COLLATOR.compare(a.hostname, b.hostname),
  value: (a, b) => COLLATOR.compare(a.ioc_value, b.ioc_value),
  rows: (a, b) => a.rows - b.rows,
  reported: (a, b) => Date.parse(a.reported_at) - Date.parse(b.reported_at),
};

/** In the order of a column; newest first where it is none of them. */
export function inOrder(
  results: readonly Match[],
  key: string | undefined,
  descending: boolean,
): readonly Match[] {
  const by = ORDERS[key ?? ''];
  if (by === undefined) {
    return results.toSorted((a, b) => Date.parse(b.reported_at) - Date.parse(a.reported_at));
  }
  return results.toSorted((a, b) => (descending ? by(b, a) : by(a, b)));
}

/** Those whose host or value has the text in it, in any case. */
export function containing(results: readonly Match[], text: string): readonly Match[] {
  const wanted = text.trim().toLowerCase();
  return wanted === ''
    ? results
    : results.filter(
        (match) =>
          match.hostname.toLowerCase().includes(wanted) ||
          match.ioc_value.toLowerCase().includes(wanted),
      );
}
