import { describe, expect, it } from 'vitest';
import { matrixOf, newestFirst, percent } from './versions';

describe('versions', () => {
  it.each([
    [
      ['5.9.1', '5.10.2', '5.23.0'],
      ['5.23.0', '5.10.2', '5.9.1'],
    ],
    [
      ['5.12.1-rc.2', '5.12.1', '5.12.1-rc.10'],
      ['5.12.1', '5.12.1-rc.10', '5.12.1-rc.2'],
    ],
    [
      ['', '5.9.1', ''],
      ['5.9.1', '', ''],
    ],
  ])('%j newest first', (versions, sorted) => {
    expect(versions.toSorted(newestFirst)).toEqual(sorted);
  });
});

describe('the matrix', () => {
  const matrix = matrixOf([
    { osquery_version: '5.9.1', platform: 'windows', hosts: 1, connected: 0 },
    { osquery_version: '5.10.2', platform: 'linux', hosts: 13, connected: 12 },
    { osquery_version: '5.10.2', platform: 'windows', hosts: 7, connected: 7 },
    { osquery_version: null, platform: 'linux', hosts: 2, connected: 1 },
  ]);

  it('has versions newest first, and the commonest platform first', () => {
    expect(matrix.rows.map(({ version }) => version)).toEqual(['5.10.2', '5.9.1', '']);
    expect(matrix.platforms).toEqual(['linux', 'windows']);
  });

  it('adds up rows, columns and all', () => {
    expect(matrix.rows.map(({ total }) => total.hosts)).toEqual([20, 1, 2]);
    expect(matrix.totals).toEqual({
      linux: { hosts: 15, connected: 13 },
      windows: { hosts: 8, connected: 7 },
    });
    expect(matrix.total).toEqual({ hosts: 23, connected: 20 });
  });

  it('is empty without hosts', () => {
    expect(matrixOf([])).toEqual({
      platforms: [],
      rows: [],
      totals: {},
      total: { hosts: 0, connected: 0 },
    });
  });
});

describe('a share', () => {
  it.each([
    [0, 40, '0%'],
    [0, 0, '0%'],
    [1, 3, '33.3%'],
    [1, 10_000, '<0.1%'],
    [40, 40, '100%'],
    [99_999, 100_000, '99.9%'],
  ])('%i of %i is %s', (part, of, told) => {
    expect(percent(part, of)).toBe(told);
  });
});
