import { describe, expect, test } from 'vitest';
import type { Match } from './api';
import { containing, fold, inOrder, NO_RESULTS } from './results';

function match(host: string, ioc: string, more: Partial<Match> = {}): Match {
  return {
    host_id: host,
    hostname: `web-${host}`,
    ioc_id: ioc,
    ioc_value: ioc,
    severity: 'low',
    rows: 1,
    reported_at: '2026-03-10T12:00:00Z',
    ...more,
  } as Match;
}

describe('fold', () => {
  test.each<[string, Match[][], [string, number][]]>([
    ['nothing', [], []],
    [
      'one for each host and indicator',
      [[match('1', 'a'), match('1', 'b')], [match('2', 'a')]],
      [
        ['web-1', 1],
        ['web-1', 1],
        ['web-2', 1],
      ],
    ],
    [
      'a result that comes again changes and keeps its place',
      [[match('1', 'a'), match('2', 'a')], [match('1', 'a', { rows: 7 })]],
      [
        ['web-1', 7],
        ['web-2', 1],
      ],
    ],
  ])('%s', (_, batches, held) => {
    const results = batches.reduce(fold, NO_RESULTS);
    expect([...results.values()].map((each) => [each.hostname, each.rows])).toEqual(held);
  });

  test('leaves what was', () => {
    const before = fold(NO_RESULTS, [match('1', 'a')]);
    fold(before, [match('2', 'a')]);
    expect(before.size).toBe(1);
  });
});

const THREE = [
  match('10', 'b', { severity: 'high', rows: 2, reported_at: '2026-03-10T12:00:01Z' }),
  match('9', 'c', { severity: 'info', rows: 3, reported_at: '2026-03-10T12:00:03Z' }),
  match('1', 'a', { severity: 'critical', rows: 1, reported_at: '2026-03-10T12:00:02Z' }),
];

test.each<[string | undefined, boolean, string[]]>([
  [undefined, false, ['9', '1', '10']],
  ['severity', false, ['1', '10', '9']],
  ['severity', true, ['9', '10', '1']],
  ['host', false, ['1', '9', '10']],
  ['value', false, ['1', '10', '9']],
  ['rows', true, ['9', '10', '1']],
  ['reported', false, ['10', '1', '9']],
])('ordered by %s, descending %s', (key, descending, hosts) => {
  expect(inOrder(THREE, key, descending).map((each) => each.host_id)).toEqual(hosts);
});

test.each([
  ['', 3],
  ['WEB-1', 2],
  ['c', 1],
  ['nothing', 0],
])('those with %j in them: %d', (text, found) => {
  expect(containing(THREE, text)).toHaveLength(found);
});
