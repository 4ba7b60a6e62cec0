import { expect, test } from 'vitest';
import { heldSlots, unknownHosts } from './refusals';

const SLOT = { id: 'i', kind: 'osquery', name: 'n', by: 'b', live_until: '2026-03-10T12:00:00Z' };

test.each([
  [{}, []],
  [{ slots: 'none' }, []],
  [{ slots: [SLOT] }, [SLOT]],
])('slots of %o', (problem, slots) => {
  expect(heldSlots(problem)).toEqual(slots);
});

test.each([
  [{}, []],
  [{ unknown_hosts: ['a', 'b'] }, ['a', 'b']],
])('unknown hosts of %o', (problem, hosts) => {
  expect(unknownHosts(problem)).toEqual(hosts);
});
