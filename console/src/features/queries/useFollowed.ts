import { useState } from 'react';
import { useBatch } from '../../lib/batch';
import { useStream, type StreamState } from '../../lib/stream';
import { streamPath } from './api';
import { fold, pause, STARTED, type Run, type RunEvent } from './run';

/** Follows a live query from its beginning; what comes is shown in steps, not row by row. */
export function useFollowed(id: string): { run: Run; state: StreamState } {
  const [run, setRun] = useState(STARTED);
  const gather = useBatch<RunEvent>(
    (events) => setRun((before) => fold(before, events)),
    pause(run.rows.length),
  );
  const state = useStream(
    streamPath(id),
    {
      row: (data) => gather({ name: 'row', data } as RunEvent),
      host: (data) => gather({ name: 'host', data } as RunEvent),
      error: (data) => gather({ name: 'error', data } as RunEvent),
      done: (data) => gather({ name: 'done', data } as RunEvent),
    },
    'done',
  );
  return { run, state };
}
