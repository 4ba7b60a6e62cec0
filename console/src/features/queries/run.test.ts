import { describe, expect, test } from 'vitest';
import { fold, heard, pause, STARTED, summary, type Done, type Run, type RunEvent } from './run';

function row(host_id: string, row_no: number): RunEvent {
  return { name: 'row', data: { host_id, hostname: host_id, row_no, columns: { n: `${row_no}` } } };
}

function host(host_id: string, rows: number): RunEvent {
  return { name: 'host', data: { host_id, hostname: host_id, rows, truncated: false } };
}

function error(host_id: string, reason = 'osquery_error'): RunEvent {
  return { name: 'error', data: { host_id, hostname: host_id, reason, message: 'no such table' } };
}

function done(over: Partial<Done> = {}): RunEvent {
  const data: Done = { end: 'completed', hosts: 2, rows: 2, errors: 0, unanswered: 0, ...over };
  return { name: 'done', data };
}

function told(run: Run) {
  return {
    rows: run.rows.map((each) => `${each.host_id}${each.row_no}`).join(' '),
    answered: [...run.answered.keys()].join(' '),
    errors: [...run.errors.keys()].join(' '),
    done: run.done?.end ?? null,
  };
}

describe('a run after', () => {
  test.each<[string, RunEvent[][], ReturnType<typeof told>]>([
    ['nothing', [[]], { rows: '', answered: '', errors: '', done: null }],
    [
      'hosts with rows, one without, and one that failed',
      [[row('a', 0), row('a', 1), host('a', 2)], [host('b', 0), error('c')], [done()]],
      { rows: 'a0 a1', answered: 'a b', errors: 'c', done: 'completed' },
    ],
    [
      'a stream that broke within a host and told it again',
      [
        [row('a', 0), row('a', 1)],
        [row('a', 0), row('a', 1), row('a', 2), host('a', 3)],
      ],
      { rows: 'a0 a1 a2', answered: 'a', errors: '', done: null },
    ],
    [
      'a stream that broke at the end and told it again',
      [[error('a', 'blocked_sql')], [error('a', 'blocked_sql'), done({ end: 'row_cap' })]],
      { rows: '', answered: '', errors: 'a', done: 'row_cap' },
    ],
  ])('%s', (_, batches, expected) => {
    expect(told(batches.reduce(fold, STARTED))).toEqual(expected);
  });
});

test('folding leaves what was there as it was', () => {
  const before = fold(STARTED, [row('a', 0)]);
  fold(before, [row('a', 1), host('a', 2)]);
  expect(told(before)).toEqual({ rows: 'a0', answered: '', errors: '', done: null });
  expect(STARTED.rows).toEqual([]);
});

test.each([
  ['going on', [host('a', 0), error('b')], 40, { told: 2, of: 40 }],
  ['going on, opened by its address', [host('a', 0)], undefined, { told: 1, of: undefined }],
  ['over', [host('a', 0), error('b'), done({ unanswered: 3 })], undefined, { told: 2, of: 5 }],
])('heard of a run %s', (_, events, targeted, expected) => {
  expect(heard(fold(STARTED, events), targeted)).toEqual(expected);
});

test('many rows are shown in larger steps', () => {
  expect(pause(0)).toBeLessThan(100);
  expect(pause(50_000)).toBe(1_000);
});

test.each<[Partial<Done>, string]>([
  [{ end: 'completed' }, 'Every connected host answered.'],
  [{ end: 'window_over', unanswered: 1 }, 'The window is over: 1 host did not answer.'],
  [{ end: 'window_over', unanswered: 3 }, 'The window is over: 3 hosts did not answer.'],
  [
    { end: 'row_cap', unanswered: 0 },
    'Stopped at the row cap of live queries; what came until then is kept.',
  ],
])('%o', (over, sentence) => {
  const event = done(over);
  expect(event.name === 'done' && summary(event.data)).toBe(sentence);
});
