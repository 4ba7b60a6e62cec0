import { describe, expect, test } from 'vitest';
import type { Target } from '../../parts/target';
import { asksByOs, cloneName, launchOf, savedLaunchOf, whole } from './campaign';

const FLEET: Target = { type: 'all' };
const HOSTS: Target = { type: 'hosts', host_ids: ['h1'] };
const WINDOWS: Target = { type: 'os_in', os: ['windows'] };

test.each<[Target | null, Target | undefined, boolean]>([
  [FLEET, undefined, false],
  [HOSTS, undefined, false],
  [null, undefined, false],
  [WINDOWS, undefined, true],
  [FLEET, HOSTS, false],
  [FLEET, WINDOWS, true],
  [HOSTS, WINDOWS, true],
  [WINDOWS, FLEET, true],
])('target %o, saved scope %o: asked by OS is %s', (target, scope, refused) => {
  expect(asksByOs(target, scope)).toBe(refused);
});

test.each([
  [10, 10],
  ['15', 15],
  [1, 1],
  [1440, 1440],
  [0, null],
  [1441, null],
  [1.5, null],
  ['', null],
  ['ten', null],
])('minutes %j are %j', (typed, minutes) => {
  expect(whole(typed, 1440)).toBe(minutes);
});

test('a name that is empty is left to the service', () => {
  expect(launchOf('select 1', FLEET, 10, ' ')).toEqual({
    sql: 'select 1',
    target: FLEET,
    live_window_minutes: 10,
  });
  expect(launchOf('select 1', FLEET, 10, ' sweep ').name).toBe('sweep');
});

describe('a launch of a saved query', () => {
  const saved = { id: 's1', sql: 'select 1', scope: HOSTS };
  test.each([
    ['as it is, elsewhere', 'select 1', FLEET, { saved_query_id: 's1', target: FLEET }],
    ['as it is, at its own', 'select 1', null, { saved_query_id: 's1', use_saved_target: true }],
    ['changed, elsewhere', 'select 2', FLEET, { sql: 'select 2', target: FLEET }],
    ['changed, at its own', 'select 2', null, { sql: 'select 2', target: HOSTS }],
  ])('%s', (_, sql, target, body) => {
    expect(savedLaunchOf(saved, sql, target, 5, '')).toEqual({ ...body, live_window_minutes: 5 });
  });
});

test.each([
  ['sweep', 'sweep'],
  ['processes · 2026-11-22 11:10', ''],
  [undefined, ''],
])('a clone of %j is named %j', (name, clone) => {
  expect(cloneName(name)).toBe(clone);
});
