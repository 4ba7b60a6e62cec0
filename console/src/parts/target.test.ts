import { describe, expect, test } from 'vitest';
import { draftOf, FLEET_DRAFT, idsIn, targetOf, type Target } from './target';

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
