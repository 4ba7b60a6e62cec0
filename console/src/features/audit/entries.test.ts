import { describe, expect, it } from 'vitest';
import { filtersOf, placeOf, preview, serviceOf, toInstant, toLocal } from './entries';

const ID = '01a202f3-02cc-70c9-9c07-81a500329544';

describe('an entry', () => {
  it.each([
    ['campaign.stopped', ID, { to: '/campaigns/$id', id: ID }],
    ['hunt.launched', ID, { to: '/hunts/$id', id: ID }],
    ['host.labelled', ID, { to: '/hosts/$id', id: ID }],
    ['session.opened', 'admin', null],
    ['indicator.created', ID, null],
    ['campaign.stopped', '../settings', null],
  ])('%s of %s is at %j', (action, subject, place) => {
    expect(placeOf(action, subject)).toEqual(place);
  });

  it.each([
    [{ by: 'admin', reason: 'noisy' }, 'reason: noisy'],
    [{ enabled: true, target: { type: 'all' } }, 'enabled: true, target: {"type":"all"}'],
    [{}, ''],
    [null, ''],
    ['text', 'text'],
    [{ sql: 'x'.repeat(100) }, `sql: ${'x'.repeat(85)}…`],
  ])('%j in one line', (detail, line) => {
    expect(preview(detail)).toBe(line);
  });

  it('is of a service', () => {
    expect(serviceOf('/mimir/campaign-service')).toBe('campaign-service');
  });
});

describe('filters', () => {
  it('are what is not empty', () => {
    expect(filtersOf({ actor: 'alice', action: '', entry: 'x' })).toEqual({ actor: 'alice' });
  });

  it.each([['2026-11-20T10:00:00Z'], ['2026-07-01T23:59:00Z']])('%s goes there and back', (at) => {
    expect(toInstant(toLocal(at))).toBe(at);
  });

  it.each([[''], ['yesterday']])('%j is no time', (text) => {
    expect(toLocal(text)).toBe('');
    expect(toInstant(text)).toBe('');
  });
});
