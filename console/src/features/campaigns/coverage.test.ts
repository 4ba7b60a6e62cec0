import { describe, expect, test } from 'vitest';
import type { Campaign } from './api';
import { mayBeArchived, summaryLine, targetLine } from './coverage';

const HOSTS = { assigned: 1234, responded: 0, pending: 1234, errored: 0, cancelled: 0 };
const COVERAGE = {
  ...HOSTS,
  late: 0,
  as_of: '2026-03-10T12:00:00Z',
  query_types: 3,
} as Campaign['coverage'];

describe('V-4 the line beneath the numbers', () => {
  test.each<[Campaign['kind'], object, string]>([
    ['ioc_hunt', { matched_hosts: 18 }, '1,234 assigned hosts · 18 matched · 3 query types'],
    ['osquery', { hosts_with_rows: 37 }, '1,234 assigned hosts · 37 with rows · 1 query'],
    ['osquery', {}, '1,234 assigned hosts · 0 with rows · 1 query'],
  ])('%s', (kind, counts, told) => {
    expect(summaryLine({ kind, hosts: HOSTS, coverage: { ...COVERAGE, ...counts } })).toBe(told);
  });
});

describe('V-10 archive', () => {
  test.each<[Campaign['status'], number, boolean]>([
    ['active', 1, false],
    ['active', 0, true],
    ['stopped', 1, true],
    ['archived', 0, false],
  ])('%s with %d pending: %s', (status, pending, allowed) => {
    expect(mayBeArchived({ status, coverage: { ...COVERAGE, pending } })).toBe(allowed);
  });
});

test.each<[Campaign['target']['type'], number, string]>([
  ['all', 0, 'Fleet, 40 hosts'],
  ['hosts', 2, 'Host list, 40 hosts (2 not applicable)'],
])('target %s', (type, left, told) => {
  expect(targetLine({ target: { type, hosts: 40 }, not_applicable_hosts: left })).toBe(told);
});
