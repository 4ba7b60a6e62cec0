import { describe, expect, test } from 'vitest';
import { combine, filterOf, fits, nextOf, step, withChanged, type AlertFilter } from './alerts';
import type { Alert } from './api';

function alert(id: string, second: number, more: Partial<Alert> = {}): Alert {
  return {
    id,
    detected_at: `2026-03-10T12:00:${String(second).padStart(2, '0')}.000001Z`,
    severity: 'high',
    source: 'campaign',
    ioc_value: 'sshd',
    hostname: 'Web-1',
    host_id: 'h1',
    campaign_id: 'c1',
    rows: 1,
    acknowledged_at: null,
    ...more,
  } as Alert;
}

const ALL: AlertFilter = filterOf({ state: 'all' });
const SEEN = { acknowledged_at: '2026-03-10T13:00:00Z' };

describe('the filter in the address', () => {
  test.each([
    [{}, false],
    [{ state: 'acknowledged' }, true],
    [{ state: 'all' }, undefined],
  ])('%o', (search, acknowledged) => {
    expect(filterOf(search).acknowledged).toBe(acknowledged);
  });
});

test.each<[Partial<AlertFilter>, boolean]>([
  [{}, true],
  [{ severity: 'low' }, false],
  [{ source: 'campaign' }, true],
  [{ source: 'hunt' }, false],
  [{ acknowledged: false }, true],
  [{ acknowledged: true }, false],
  [{ campaignId: 'c2' }, false],
  [{ hostId: 'h1' }, true],
  [{ q: 'WEB' }, true],
  [{ q: 'ssh' }, true],
  [{ q: 'nothing' }, false],
])('%o lets it through: %s', (some, through) => {
  expect(fits(alert('a', 1), { ...ALL, ...some })).toBe(through);
});

describe('combine', () => {
  const listed = [alert('c', 3), alert('b', 2)];
  test.each<[string, Alert[], AlertFilter, boolean, string[]]>([
    ['nothing came', [], ALL, false, ['c', 'b']],
    ['a new one stands first', [alert('d', 4)], ALL, false, ['d', 'c', 'b']],
    [
      'a new one that does not fit',
      [alert('d', 4, { severity: 'low' })],
      { ...ALL, severity: 'high' },
      false,
      ['c', 'b'],
    ],
    [
      'one that was acknowledged leaves the open ones',
      [alert('c', 3, SEEN)],
      filterOf({}),
      false,
      ['b'],
    ],
    ['an older one at the end of the list', [alert('a', 1)], ALL, false, ['c', 'b', 'a']],
    ['an older one behind what is loaded', [alert('a', 1)], ALL, true, ['c', 'b']],
  ])('%s', (_, came, filter, more, ids) => {
    expect(combine(listed, withChanged(new Map(), came), filter, more).map(({ id }) => id)).toEqual(
      ids,
    );
  });

  test('an older state never replaces a later one', () => {
    const changed = withChanged(new Map(), [alert('b', 2, SEEN), alert('b', 2, { rows: 3 })]);
    expect(changed.get('b')?.acknowledged_at).toBe(SEEN.acknowledged_at);
    const more = withChanged(new Map(), [alert('b', 2, { rows: 3 }), alert('b', 2)]);
    expect(more.get('b')?.rows).toBe(3);
  });
});

describe('steps', () => {
  const alerts = [alert('c', 3), alert('b', 2), alert('a', 1)];
  test.each<[string, 1 | -1, string]>([
    ['', 1, 'c'],
    ['', -1, 'a'],
    ['gone', 1, 'c'],
    ['c', 1, 'b'],
    ['c', -1, 'c'],
    ['a', 1, 'a'],
  ])('from %j by %d to %s', (selected, by, to) => {
    expect(step(alerts, selected, by)).toBe(to);
  });

  test('of nothing to nothing', () => {
    expect(step([], 'a', 1)).toBe('');
  });

  test.each([
    ['c', 'b'],
    ['a', 'b'],
    ['gone', ''],
  ])('behind %s comes %j', (leaving, next) => {
    expect(nextOf(alerts, leaving)).toBe(next);
  });
});
