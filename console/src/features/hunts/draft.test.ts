import { describe, expect, test } from 'vitest';
import { FLEET_DRAFT } from '../../parts/target';
import type { HuntRequest, Indicator } from './api';
import { draftOfRequest, emptyDraft, numberIn, requestOf, valuesIn, type HuntDraft } from './draft';

test.each([
  ['', []],
  ['a\r\nb\n\n  c  \n# said\na', ['a', 'b', 'c']],
  ['C:\\Program Files\\x.exe', ['C:\\Program Files\\x.exe']],
])('values in %j', (text, values) => {
  expect(valuesIn(text)).toEqual(values);
});

test.each([
  [10, 10],
  ['15', 15],
  ['', undefined],
  [0, undefined],
  [1.5, undefined],
  [1_441, undefined],
])('%j as minutes', (value, number) => {
  expect(numberIn(value, 1_440)).toBe(number);
});

describe('what a form would launch', () => {
  const known = { id: 'i1' } as Indicator;
  const full: HuntDraft = { ...emptyDraft(true), pasted: 'sshd' };
  test.each<[string, HuntDraft, string]>([
    ['no indicator', emptyDraft(true), 'Pick or paste at least one indicator.'],
    [
      'a type that is not known',
      { ...full, pasted: 'sshd\nunknown' },
      'Some of the pasted values have no type yet.',
    ],
    ['no host', { ...full, target: { ...FLEET_DRAFT, mode: 'list' } }, 'Pick whom to ask.'],
    ['no window', { ...full, windowMinutes: '' }, 'The live window is 1 to 1,440 minutes.'],
    ['no days', { ...full, seenWithinDays: 9_999 }, 'Hosts are seen within 1 to 3,650 days.'],
  ])('%s', (_, draft, missing) => {
    expect(requestOf(draft, (value) => (value === 'sshd' ? 'filename' : undefined))).toEqual({
      missing,
    });
  });

  test('picked indicators and pasted values, with what was picked for them', () => {
    const draft: HuntDraft = {
      ...full,
      indicators: [known],
      pasted: 'sshd\nbash',
      picked: { bash: { type: 'filepath', severity: 'high' } },
    };
    expect(requestOf(draft, () => 'filename')).toEqual({
      request: {
        name: undefined,
        indicator_ids: ['i1'],
        indicators: [
          { value: 'sshd', type: 'filename', severity: 'medium' },
          { value: 'bash', type: 'filepath', severity: 'high' },
        ],
        target: { type: 'all' },
        live_window_minutes: 10,
        hosts_seen_within_days: 90,
      },
    });
  });
});

describe('a clone', () => {
  const request: HuntRequest = {
    name: 'again',
    indicators: [{ value: 'sshd', type: 'filename', severity: 'low' }],
    target: { type: 'all' },
    live_window_minutes: 30,
    hosts_seen_within_days: 7,
  };

  test('launches the same', () => {
    expect(requestOf(draftOfRequest(request, true), () => undefined)).toEqual({
      request: { ...request, indicator_ids: [] },
    });
  });

  test('gets a new name when it had a made-up one', () => {
    const madeUp = { ...request, name: 'sshd and 2 more · 2026-03-10 12:00' };
    expect(draftOfRequest(madeUp, true).name).toBe('');
  });

  test('does not ask the fleet for somebody who may not', () => {
    expect(draftOfRequest(request, false).target.mode).toBe('list');
  });
});
