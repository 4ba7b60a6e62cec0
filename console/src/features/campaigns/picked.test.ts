import { describe, expect, test } from 'vitest';
import { headed, pick, picked, shown } from './picked';

const stacked = (value: string | null, value_cut: boolean, value_key = 'ab12') => ({
  value,
  value_cut,
  value_key,
  hosts: 1,
  rows: 1,
  example_host_id: 'h',
});

describe('a value in the address', () => {
  test.each([
    ['sshd', false, '=sshd', { value: 'sshd' }],
    ['', false, '=', { value: '' }],
    ['^a', false, '=^a', { value: '^a' }],
    ['a very lo', true, '^ab12', { value_key: 'ab12' }],
    ['x'.repeat(1_001), false, '^ab12', { value_key: 'ab12' }],
    ['\u00e9'.repeat(200), false, '^ab12', { value_key: 'ab12' }],
    ['half \ud83d', false, '^ab12', { value_key: 'ab12' }],
    [null, false, '!', { value_key: '' }],
  ])('%j (cut: %s) is %s', (value, cut, text, sought) => {
    expect(pick(stacked(value, cut))).toBe(text);
    expect(picked(text)).toEqual(sought);
  });

  test.each([undefined, '', 'sshd'])('%s is none', (text) => {
    expect(picked(text)).toBeNull();
  });
});

test.each([
  ['sshd', false, 'sshd'],
  ['a very lo', true, 'a very lo…'],
  ['', false, '(empty)'],
  [null, false, '(no such column)'],
])('%s (cut: %s) is shown as %s', (value, cut, text) => {
  expect(shown(stacked(value, cut))).toBe(text);
});

test.each([
  [{ value: 'sshd' }, undefined, 'sshd'],
  [{ value: '' }, undefined, '(empty)'],
  [{ value: 'x'.repeat(121) }, undefined, `${'x'.repeat(120)}…`],
  [{ value_key: '' }, undefined, '(no such column)'],
  [{ value_key: 'ab12' }, undefined, '…'],
  [{ value_key: 'ab12' }, 'y'.repeat(5_000), `${'y'.repeat(120)}…`],
])('the heading of %j with %s', (sought, found, text) => {
  expect(headed(sought, found)).toBe(text);
});
