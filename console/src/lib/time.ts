const UNITS: readonly [string, number][] = [
  ['y', 365 * 86_400],
  ['mo', 30 * 86_400],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
];

/**
 * How long ago, in the largest unit that fits: `5m ago`, `in 2h`, `just now` (under 5 s either way,
 * since clocks differ).
 */
export function ago(instant: string, now: number): string {
  const seconds = Math.round((now - Date.parse(instant)) / 1000);
  if (Number.isNaN(seconds)) {
    return instant;
  }
  const span = Math.abs(seconds);
  if (span < 5) {
    return 'just now';
  }
  const [unit, size] = UNITS.find(([, each]) => span >= each) ?? ['s', 1];
  const text = `${Math.floor(span / size)}${unit}`;
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}

/** The exact time, in the reader's own time zone. */
export function exact(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime())
    ? instant
    : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
}

const GROUPED = new Intl.NumberFormat('en-US');

/** A count, grouped: `12,345`. */
export function count(value: number): string {
  return GROUPED.format(value);
}

/** `1 host`, `12 hosts`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `1.5 MiB`. */
export function bytes(value: number): string {
  let size = value;
  let unit = 'B';
  for (const next of ['KiB', 'MiB', 'GiB']) {
    if (size < 1024) {
      break;
    }
    size /= 1024;
    unit = next;
  }
  return `${size < 10 && unit !== 'B' ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** `850 ms`, `1.2 s`. */
export function millis(value: number): string {
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}
