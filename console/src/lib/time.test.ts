import { describe, expect, test } from 'vitest';
import { ago, bytes, counted, millis } from './time';

const NOW = Date.parse('2026-03-10T12:00:00Z');

describe('ago', () => {
  test.each([
    ['2026-03-10T11:59:58Z', 'just now'],
    ['2026-03-10T12:00:03Z', 'just now'],
    ['2026-03-10T11:59:20Z', '40s ago'],
    ['2026-03-10T11:55:00Z', '5m ago'],
    ['2026-03-10T09:01:00Z', '2h ago'],
    ['2026-03-07T12:00:00Z', '3d ago'],
    ['2025-12-10T12:00:00Z', '3mo ago'],
    ['2024-03-10T12:00:00Z', '2y ago'],
    ['2026-03-10T14:00:00Z', 'in 2h'],
    ['nonsense', 'nonsense'],
  ])('%s is %s', (instant, told) => {
    expect(ago(instant, NOW)).toBe(told);
  });
});

test.each([
  [0, '0 hosts'],
  [1, '1 host'],
  [12345, '12,345 hosts'],
])('%d counted', (value, told) => {
  expect(counted(value, 'host')).toBe(told);
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [20 * 1024 * 1024, '20 MiB'],
])('%d bytes', (value, told) => {
  expect(bytes(value)).toBe(told);
});

test.each([
  [12.4, '12 ms'],
  [1240, '1.2 s'],
])('%d ms', (value, told) => {
  expect(millis(value)).toBe(told);
});
