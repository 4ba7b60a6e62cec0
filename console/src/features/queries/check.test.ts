import { expect, test } from 'vitest';
import { markIn, markOf } from './check';

test.each([
  ['the word that is complained about', 'select * from procesess', 1, 15, 'procesess'],
  ['in a later line', 'select pid,\n nme\nfrom processes', 2, 2, 'nme'],
  ['a sign alone', 'select 1; select 2', 1, 9, ';'],
  ['behind a character of two units', "select '😀', nme from users", 1, 14, 'nme'],
  ['the end of the text', 'select 1 from', 1, 14, 'm'],
  ['the end of a line', 'select\nfrom users', 1, 7, 't'],
  ['a column beyond its line', 'select\nfrom users', 1, 99, 't'],
  ['a line beyond the text', 'select 1 from', 9, 3, 'lect'],
  ['a place before the text', 'select 1', 0, -3, 'select'],
  ['no place', 'select 1', Number.NaN, Number.NaN, 'select'],
  ['an empty text', '', 1, 1, ''],
])('marks %s', (_, text, line, column, marked) => {
  const { from, to } = markOf(text, line, column, 'told');
  expect(text.slice(from, to)).toBe(marked);
});

test('nothing is marked in what is valid or not checked', () => {
  expect(markIn('select 1', undefined)).toBeNull();
  expect(
    markIn('select 1', {
      sql: 'select 1',
      valid: true,
      tables: [],
      warnings: [],
      blocked_by: null,
    }),
  ).toBeNull();
});
