import { expect, test } from 'vitest';
import { FLEET_DRAFT, idOnly } from '../../parts/target';
import { checkedFor, draftFrom, EMPTY_DRAFT, keptOf, overwrites } from './draft';

test('a draft comes back as it was kept', () => {
  const draft = { ...EMPTY_DRAFT, sql: 'select 1', asCampaign: true, minutes: '' };
  expect(draftFrom(JSON.stringify(draft))).toEqual(draft);
});

test.each([null, '', '{', 'null', '[]', '{"sql":1}', '{"sql":"select 1"}'])(
  '%j is an empty draft',
  (text) => {
    expect(draftFrom(text)).toEqual(EMPTY_DRAFT);
  },
);

const HOST = '0190f0a0-0000-7000-8000-000000000001';
const ONE = { ...FLEET_DRAFT, mode: 'single' as const, single: idOnly(HOST) };
const OTHER = { ...ONE, single: idOnly(HOST.replace('1', '2')) };
const LIST_OF_ONE = { ...ONE, mode: 'list' as const, list: [{ id: HOST, hostname: 'wks-0001' }] };
const LIST = { ...LIST_OF_ONE, list: [...LIST_OF_ONE.list, { id: `${HOST}2`, hostname: 'w' }] };
const SAVED = { id: 's', name: 'n', sql: 'select 1' };

test.each([
  ['nothing was typed', {}, { sql: 'select 2' }, false],
  ['only blanks were typed', { sql: ' \n' }, { sql: 'select 2' }, false],
  ['something else was typed', { sql: 'select 1' }, { sql: 'select 2' }, true],
  ['the same was typed', { sql: 'select 1' }, { sql: 'select 1' }, false],
  ['it is saved', { sql: 'select 1', saved: SAVED }, { sql: 'select 2' }, false],
  ['it was saved before it was edited', { sql: 'select 3', saved: SAVED }, { sql: 'q' }, true],
  ['only a host comes', { sql: 'select 1', target: OTHER }, { target: ONE }, false],
  ['only a host comes, over a list', { target: LIST }, { target: ONE }, true],
  ['only a host comes, over a list of it', { target: LIST_OF_ONE }, { target: ONE }, false],
  ['another host was picked', { target: OTHER }, { sql: 'q', target: ONE }, true],
  ['the same host was picked', { target: ONE }, { sql: 'q', target: { ...ONE } }, false],
  ['the fleet is replaced', {}, { sql: 'q', target: ONE }, false],
  ['the target stays', { target: ONE }, { sql: 'q' }, false],
])('%s: is a draft lost?', (_why, before, change, lost) => {
  expect(overwrites({ ...EMPTY_DRAFT, ...before }, change)).toBe(lost);
});

const listOf = (length: number, hostname = 'wks-0001') => ({
  ...FLEET_DRAFT,
  mode: 'list' as const,
  list: Array.from({ length }, (_, n) => ({ id: `${HOST}${n}`, hostname })),
});

test('a list of ordinary length is kept with the draft', () => {
  const draft = { ...EMPTY_DRAFT, sql: 'select 1', target: listOf(2_500) };
  const { text, unkept } = keptOf(draft);
  expect(unkept).toBe('nothing');
  expect(draftFrom(text)).toEqual(draft);
});

test.each([
  ['many hosts', listOf(100_000)],
  ['long names', listOf(2_000, 'n'.repeat(253))],
])('of %s only the rest is kept, and nobody is asked instead', (_why, target) => {
  const { text, unkept } = keptOf({ ...EMPTY_DRAFT, sql: 'select 1', target });
  expect(unkept).toBe('list');
  expect(text.length).toBeLessThan(1_000);
  expect(draftFrom(text)).toEqual({
    ...EMPTY_DRAFT,
    sql: 'select 1',
    target: { ...target, list: [] },
  });
});

test('a statement that is too long itself is not kept', () => {
  expect(keptOf({ ...EMPTY_DRAFT, sql: '-'.repeat(300_000) })).toEqual({ text: '', unkept: 'all' });
});

test.each([
  [null, null],
  [{ type: 'all' as const }, { type: 'all' as const }],
])('%j is checked for %j', (target, checked) => {
  expect(checkedFor(target)).toEqual(checked);
});

test('a long list is checked as a fleet is, a short one as it is', () => {
  const target = (length: number) => ({
    type: 'hosts' as const,
    host_ids: Array(length).fill('h'),
  });
  expect(checkedFor(target(1_000))).toEqual(target(1_000));
  expect(checkedFor(target(1_001))).toBeNull();
});
