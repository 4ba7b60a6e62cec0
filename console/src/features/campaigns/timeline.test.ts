import { describe, expect, test } from 'vitest';
import { layOut } from './timeline';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 10) + minute * 60_000).toISOString();

function chart(items: [minute: number, responses: number][], liveMinutes = 10) {
  return layOut({
    started_at: at(0),
    live_until: at(liveMinutes),
    bucket_seconds: 60,
    items: items.map(([minute, responses]) => ({ at: at(minute), responses })),
  });
}

describe('layOut', () => {
  test.each<[string, [number, number][], string, number, number, number]>([
    ['nobody answered: the live window is all', [], at(10), 1, 0, 0],
    [
      'within the live window',
      [
        [0, 5],
        [9, 1],
      ],
      at(10),
      1,
      6,
      0,
    ],
    [
      'late answers make it longer',
      [
        [0, 5],
        [19, 2],
      ],
      at(20),
      0.5,
      5,
      2,
    ],
    ['the bucket that begins at its end is late', [[10, 3]], at(11), 10 / 11, 0, 3],
  ])('%s', (_, items, to, live, within, after) => {
    const laid = chart(items);
    expect(laid.to).toBe(to);
    expect(laid.live).toBeCloseTo(live);
    expect([laid.within, laid.after]).toEqual([within, after]);
  });

  test('the highest bar is full, the others stand to it', () => {
    const [first, second] = chart([
      [0, 8],
      [5, 2],
    ]).bars;
    expect(first).toMatchObject({ x: 0, width: 0.1, height: 1, late: false });
    expect(second).toMatchObject({ x: 0.5, height: 0.25 });
  });

  test('a bucket that begins before the launch is cut at it', () => {
    const [bar] = layOut({
      started_at: at(1),
      live_until: at(11),
      bucket_seconds: 120,
      items: [{ at: at(0), responses: 1 }],
    }).bars;
    expect(bar).toMatchObject({ x: 0 });
    expect(bar?.width).toBeCloseTo(0.1);
  });

  test.each([
    [10, false],
    [9.5, true],
  ])('a live window of %d minutes parts a bucket: %s', (liveMinutes, mixed) => {
    expect(chart([[9, 4]], liveMinutes).mixed).toBe(mixed);
  });
});
