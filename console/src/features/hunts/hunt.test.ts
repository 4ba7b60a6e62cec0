import { expect, test } from 'vitest';
import type { Hunt } from './api';
import { isOver, progress, unanswered, type HuntStatus } from './hunt';

function hunt(total: number, responded: number, errored = 0, cancelled = 0): Hunt {
  return {
    total_hosts: total,
    responded_hosts: responded,
    errored_hosts: errored,
    cancelled_hosts: cancelled,
  } as Hunt;
}

test.each<[Hunt, number, number]>([
  [hunt(0, 0), 0, 100],
  [hunt(40, 0), 40, 0],
  [hunt(40, 30, 5, 5), 0, 100],
  [hunt(40, 10, 5, 5), 20, 50],
  [hunt(1_000, 999), 1, 99],
  [hunt(10, 11), 0, 100],
])('%o has %d unanswered and is at %d %%', (given, open, percent) => {
  expect(unanswered(given)).toBe(open);
  expect(progress(given)).toBe(percent);
});

test.each<[HuntStatus, boolean]>([
  ['pending', false],
  ['running', false],
  ['completed', true],
  ['partial', true],
  ['failed', true],
  ['cancelled', true],
])('%s is over: %s', (status, over) => {
  expect(isOver(status)).toBe(over);
});
