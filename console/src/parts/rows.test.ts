import { expect, test } from 'vitest';
import type { AnsweredRow } from './RowsTable';
import { columnsOf, inOrder } from './rows';

function row(hostname: string, columns: Record<string, string>): AnsweredRow {
  return { host_id: hostname, hostname, row_no: 0, columns };
}

test('columns in the order in which they came', () => {
  expect(columnsOf([row('a', { z: '1', b: '2' }), row('b', { a: '3', b: '4' })])).toEqual([
    'z',
    'b',
    'a',
  ]);
});

test.each([
  [undefined, ['b', 'a', 'c']],
  [{ key: 'v', descending: false }, ['a', 'b', 'c']],
  [{ key: 'v', descending: true }, ['c', 'b', 'a']],
  [{ key: ' host', descending: true }, ['c', 'b', 'a']],
])('ordered by %o', (order, hosts) => {
  const rows = [row('b', { v: '5.10' }), row('a', { v: '5.9' }), row('c', { v: '10' })];
  expect(inOrder(rows, order).map((each) => each.hostname)).toEqual(hosts);
});

test.each([
  [['10', '9', '-1'], 'c b a'],
  [['10', '9', ''], 'c b a'],
  [['b', 'B', 'a'], 'c a b'],
])('values %o', (values, hosts) => {
  const rows = values.map((v, place) => row('abc'.charAt(place), { v }));
  const sorted = inOrder(rows, { key: 'v', descending: false });
  expect(sorted.map((each) => each.hostname).join(' ')).toBe(hosts);
});
