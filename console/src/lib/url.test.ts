import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from './url';

test.each([
  [{}, ''],
  [{ q: '' }, ''],
  [{ q: 'a b&c', status: 'stopped' }, '?q=a+b%26c&status=stopped'],
])('%o is %s', (search, text) => {
  expect(stringifySearch(search)).toBe(text);
});

test('what was written is read', () => {
  const search = { q: '50% "x" = ü', kind: 'osquery' };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

test('numbers stay text', () => {
  expect(parseSearch('?version=5.10')).toEqual({ version: '5.10' });
});
