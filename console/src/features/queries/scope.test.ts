import { expect, test } from 'vitest';
import { scopeWords } from './scope';

test.each([
  [{ type: 'all', hosts: 0, os: [] }, 'Fleet'],
  [{ type: 'hosts', hosts: 1, os: [] }, '1 host'],
  [{ type: 'hosts', host_ids: ['a', 'b'] }, '2 hosts'],
  [{ type: 'os_in', hosts: 0, os: ['windows', 'linux'] }, 'windows, linux'],
])('%o is said as %j', (scope, words) => {
  expect(scopeWords(scope)).toBe(words);
});
