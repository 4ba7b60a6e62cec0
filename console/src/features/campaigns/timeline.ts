import type { Timeline } from './figures';

/** A bar of the chart: where it stands and how high, each as a share of the whole. */
export interface Bar {
  at: string;
  responses: number;
  late: boolean;
  x: number;
  width: number;
  height: number;
}

export interface Chart {
  bars: Bar[];
  from: string;
  to: string;
  /** The share of the width that the live window takes. */
  live: number;
  within: number;
  after: number;
  /** A bar holds both: what is within and what is after cannot be told apart. */
  mixed: boolean;
}

/** Lays answers out over time, from the launch to the last answer or the live window's end. */
export function layOut(timeline: Timeline): Chart {
  const start = Date.parse(timeline.started_at);
  const liveUntil = Date.parse(timeline.live_until);
  const size = timeline.bucket_seconds * 1000;
  const ends = timeline.items.map((each) => Date.parse(each.at) + size);
  const end = Math.max(liveUntil, start + size, ...ends);
  const highest = Math.max(1, ...timeline.items.map((each) => each.responses));
  const share = (instant: number) => Math.min(1, Math.max(0, (instant - start) / (end - start)));
  const bars = timeline.items.map(({ at, responses }) => {
    const from = Date.parse(at);
    const x = share(from);
    return {
      at,
      responses,
      late: from >= liveUntil,
      x,
      width: share(from + size) - x,
      height: responses / highest,
    };
  });
  const sum = (late: boolean) =>
    bars.filter((bar) => bar.late === late).reduce((total, bar) => total + bar.responses, 0);
  return {
    bars,
    from: timeline.started_at,
    to: new Date(end).toISOString(),
    live: share(liveUntil),
    within: sum(false),
    after: sum(true),
    mixed: timeline.items.some(({ at }) => {
      const from = Date.parse(at);
      return from < liveUntil && from + size > liveUntil;
    }),
  };
}
