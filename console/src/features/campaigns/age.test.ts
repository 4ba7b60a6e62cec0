import { expect, test } from 'vitest';
import { nag, type AgeColor } from './age';

test.each<[string, AgeColor, string | undefined]>([
  ['active', 'none', undefined],
  ['active', 'yellow', 'consider reviewing pending hosts'],
  ['active', 'orange', 'many hosts may be decommissioned'],
  ['active', 'red', 'review and stop if no longer needed'],
  ['stopped', 'red', undefined],
  ['archived', 'yellow', undefined],
])('V-2 %s, %s: %s', (status, age, told) => {
  expect(nag(status, age)).toBe(told);
});
