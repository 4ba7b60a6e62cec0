import { describe, expect, test } from 'vitest';
import { FLEET_DRAFT, draftOf, idsIn, keyOf, targetOf, type Target } from './target';

const A = '0190f0a0-0000-7000-8000-00000000000a';
const B = '0190f0a0-0000-7000-8000-00000000000b';

describe('a draft that shows a target gives it back', () => {
  test.each<Target>([
    { type: 'all' },
    { type: 'hosts', host_ids: [A] },
    { type: 'hosts', host_ids: [A, B] },
    { type: 'os_in', os: ['windows', 'linux'] },
  ])('%o', (target) => {
    expect(targetOf(draftOf(target))).toEqual(target);
  });
});

test.each(['single', 'list', 'os'] as const)('nothing picked in %s is no target', (mode) => {
  expect(targetOf({ ...FLEET_DRAFT, mode })).toBeNull();
});

test.each([
  ['', []],
  ['web-1, web-2', []],
  [`${A}\n${B.toUpperCase()};${A}`, [A, B]],
  [`host_id\n"${A}","x"`, [A]],
])('ids in %j', (text, ids) => {
  expect(idsIn(text)).toEqual(ids);
});

test('a long list has a short key of its own', () => {
  const long = () => ({ type: 'hosts' as const, host_ids: Array<string>(1_000).fill('h') });
  const list = long();
  expect(keyOf(list)).toBe(keyOf(list));
  expect(keyOf(list)).not.toBe(keyOf(long()));
  expect(keyOf({ type: 'hosts', host_ids: ['h'] })).toEqual({ type: 'hosts', host_ids: ['h'] });
});
