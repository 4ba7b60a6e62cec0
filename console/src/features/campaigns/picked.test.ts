import { describe, expect, test } from 'vitest';
import { having, pick, picked, shown } from './picked';

describe('a value in the address', () => {
  test.each([
    ['sshd', false, '=sshd'],
    ['', false, '='],
    ['^a', false, '=^a'],
    ['a very lo', true, '^a very lo'],
    [null, false, '!'],
  ])('%s (cut: %s) is %s', (value, cut, text) => {
    expect(pick({ value, value_cut: cut })).toBe(text);
    expect(picked(text)).toEqual({ value, cut });
  });

  test('none', () => {
    expect(picked(undefined)).toBeNull();
    expect(picked('')).toBeNull();
  });
});

describe('rows that have it', () => {
  const cells: Record<string, string>[] = [
    { name: 'a' },
    { name: 'ab' },
    { other: 'a' },
    { name: '' },
  ];
  const rows = cells.map((columns, row_no) => ({
    host_id: 'h',
    hostname: 'h',
    row_no,
    columns,
  }));
  test.each([
    ['a', false, [0]],
    ['a', true, [0, 1]],
    ['', false, [3]],
    [null, false, [2]],
  ])('%s (cut: %s)', (value, cut, found) => {
    expect(having(rows, 'name', { value, cut }).map((row) => row.row_no)).toEqual(found);
  });
});

test.each([
  ['sshd', false, 'sshd'],
  ['a very lo', true, 'a very lo…'],
  ['', false, '(empty)'],
  [null, false, '(no such column)'],
])('%s (cut: %s) is shown as %s', (value, cut, text) => {
  expect(shown({ value, cut })).toBe(text);
});
