import type { AnsweredRow } from '../../parts/RowsTable';

/** What the stream of a live query tells, one after the other. */
export type RunEvent =
  | { name: 'row'; data: AnsweredRow }
  | { name: 'host'; data: AnsweredHost }
  | { name: 'error'; data: HostError }
  | { name: 'done'; data: Done };

export interface AnsweredHost {
  host_id: string;
  hostname: string;
  rows: number;
  truncated: boolean;
}

export interface HostError {
  host_id: string;
  hostname: string;
  reason: string;
  /** osquery's own; null when the host was given up before it was asked. */
  message: string | null;
}

export interface Done {
  end: 'completed' | 'window_over' | 'row_cap';
  hosts: number;
  rows: number;
  errors: number;
  unanswered: number;
}

export interface Run {
  rows: readonly AnsweredRow[];
  answered: ReadonlyMap<string, AnsweredHost>;
  errors: ReadonlyMap<string, HostError>;
  done: Done | null;
  /** The number of the last row of each host. */
  last: ReadonlyMap<string, number>;
}

export const STARTED: Run = {
  rows: [],
  answered: new Map(),
  errors: new Map(),
  done: null,
  last: new Map(),
};

/**
 * A run and what was told since. A stream that breaks goes on behind the last host that was told as
 * a whole, so rows of the next one may come twice: they are kept once.
 */
export function fold(run: Run, events: readonly RunEvent[]): Run {
  const rows: AnsweredRow[] = [];
  const answered = new Map(run.answered);
  const errors = new Map(run.errors);
  const last = new Map(run.last);
  let { done } = run;
  for (const { name, data } of events) {
    switch (name) {
      case 'row':
        if (data.row_no > (last.get(data.host_id) ?? -1)) {
          last.set(data.host_id, data.row_no);
          rows.push(data);
        }
        break;
      case 'host':
        answered.set(data.host_id, data);
        break;
      case 'error':
        errors.set(data.host_id, data);
        break;
      case 'done':
        done = data;
        break;
    }
  }
  return {
    rows: rows.length === 0 ? run.rows : [...run.rows, ...rows],
    answered,
    errors,
    done,
    last,
  };
}

/** How many hosts have said something, of how many; undefined while that is not known. */
export function heard(run: Run, targeted: number | undefined) {
  const told = run.answered.size + run.errors.size;
  const of = run.done === null ? targeted : told + run.done.unanswered;
  return { told, of };
}

/** How long to gather what comes before it is shown: the more is there, the longer. */
export function pause(rows: number): number {
  return Math.min(1_000, 60 + rows / 40);
}

/** What a run that is over comes to, in a sentence. */
export function summary({ end, unanswered }: Done): string {
  const silent = `${unanswered} ${unanswered === 1 ? 'host' : 'hosts'} did not answer`;
  switch (end) {
    case 'completed':
      return 'Every connected host answered.';
    case 'window_over':
      return unanswered === 0 ? 'The window is over.' : `The window is over: ${silent}.`;
    case 'row_cap':
      return unanswered === 0
        ? 'Stopped at the row cap of live queries; what came until then is kept.'
        : `Stopped at the row cap of live queries; what came until then is kept. ${silent}.`;
  }
}
