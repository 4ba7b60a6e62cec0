import { describe, expect, it } from 'vitest';
import type { Release } from './api';
import { inShort, keptBecause, named, offered } from './rollout';

describe('a rollout', () => {
  it.each([
    [0, [0, 1, 5, 25, 100]],
    [25, [0, 1, 5, 25, 100]],
    [10, [0, 1, 5, 10, 25, 100]],
    [99, [0, 1, 5, 25, 99, 100]],
  ])('at %i offers %j', (current, shown) => {
    expect(offered(current)).toEqual(shown);
  });

  it.each([
    [null, true],
    [0, true],
    [1, false],
    [100, false],
  ])('at %s may be deleted: %s', (rollout, deletable) => {
    expect(keptBecause({ rollout }) === null).toBe(deletable);
  });

  it.each<[Release['health'], string | null]>([
    [{ offered: 0, installed: 0, failed: 0, silent: 0 }, null],
    [{ offered: 40, installed: 31, failed: 0, silent: 0 }, '40 offered · 31 installed'],
    [
      { offered: 40, installed: 31, failed: 1, silent: 2 },
      '40 offered · 31 installed · 1 failed · 2 silent',
    ],
  ])('health %j in short', (health, told) => {
    expect(inShort(health)).toBe(told);
  });

  it('is named as its row', () => {
    expect(named({ version: '5.12.1', os: 'darwin', arch: 'arm64' })).toBe(
      'osquery 5.12.1 (darwin/arm64)',
    );
  });
});
