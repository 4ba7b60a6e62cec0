import type { Order } from '../ui/DataTable';
import type { AnsweredRow } from './RowsTable';

/** The columns' names in the order in which they first came. */
export function columnsOf(
  rows: readonly { columns: Readonly<Record<string, string>> }[],
): string[] {
  const names = new Set<string>();
  for (const { columns } of rows) {
    for (const name in columns) {
      names.add(name);
    }
  }
  return [...names];
}

const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const INTEGER = /^-?\d{1,15}$/;

/** Numbers by their value, also inside text: `9` before `10`, `5.9` before `5.10`. */
export function inOrder(
  rows: readonly AnsweredRow[],
  order: Order | undefined,
): readonly AnsweredRow[] {
  if (order === undefined) {
    return rows;
  }
  const value = (row: AnsweredRow) =>
    order.key === ' host' ? row.hostname : (row.columns[order.key] ?? '');
  const places = placesOf(rows.map(value));
  const place = (row: AnsweredRow) => places.get(value(row)) ?? 0;
  const sorted = rows.toSorted((a, b) => place(a) - place(b));
  return order.descending ? sorted.reverse() : sorted;
}

/** The place of each value among all: comparing texts is slow, and most come many times. */
function placesOf(values: readonly string[]): Map<string, number> {
  const different = [...new Set(values)];
  if (different.every((value) => INTEGER.test(value))) {
    return new Map(different.map((value) => [value, Number(value)]));
  }
  const places = new Map<string, number>();
  different.sort(COLLATOR.compare).forEach((value, place) => places.set(value, place));
  return places;
}
