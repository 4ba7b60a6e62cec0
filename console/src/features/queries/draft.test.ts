import { expect, test } from 'vitest';
import { draftFrom, EMPTY_DRAFT } from './draft';

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
