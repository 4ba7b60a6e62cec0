import type { Schemas } from '../../lib/http';

/** The guard's answer, and the statement that it is about. */
export type Checked =
  | ({ sql: string; valid: true } & Omit<Schemas['CheckedSql'], 'blocked_by'> & {
        blocked_by: string | null;
      })
  | { sql: string; valid: false; line: number; column: number; told: string };

export interface Mark {
  from: number;
  to: number;
  told: string;
}

/**
 * What is underlined in the text: the word at a line and column (from 1, in UTF-16 units), or the
 * last character when the complaint is about the end. A place outside the text is moved into it.
 */
export function markOf(text: string, line: number, column: number, told: string): Mark {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  const row = clamp(line, 1, starts.length) - 1;
  const start = starts[row] ?? 0;
  const end = (starts[row + 1] ?? text.length + 1) - 1;
  const from = clamp(start + column - 1, start, end);
  const word = /^[\p{L}\p{N}_$]+/u.exec(text.slice(from, end))?.[0].length ?? 0;
  if (from < end) {
    return { from, to: from + Math.max(1, word), told };
  }
  return { from: Math.max(0, from - 1), to: from, told };
}

/** The mark of an answer in the text that stands there now. */
export function markIn(text: string, checked: Checked | undefined): Mark | null {
  return checked === undefined || checked.valid
    ? null
    : markOf(text, checked.line, checked.column, checked.told);
}

function clamp(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, least), most) : least;
}
