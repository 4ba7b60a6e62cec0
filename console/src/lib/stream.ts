import { useEffect, useRef, useState } from 'react';

/** `over`: the stream told its end; `waiting`: it broke, and is tried again. */
export type StreamState = 'connecting' | 'live' | 'waiting' | 'over';

/** Seconds before the n-th new try of a stream that the server refused. */
const PAUSES = [1, 2, 5, 10, 30] as const;

export type StreamHandlers = Readonly<Record<string, (data: unknown, id: string) => void>>;

/**
 * Follows server-sent events. The browser reconnects by itself and says where it was
 * (Last-Event-ID); what the server refuses is tried again after a pause.
 *
 * @param url null: do not follow
 * @param handlers by name of the event; the latest ones are called
 * @param last the event after which the stream is over
 */
export function useStream(
  url: string | null,
  handlers: StreamHandlers,
  last?: string,
): StreamState {
  const [state, setState] = useState<StreamState>('connecting');
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const names = Object.keys(handlers).sort().join(' ');

  useEffect(() => {
    if (url === null) {
      return;
    }
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    const open = () => {
      setState('connecting');
      const opened = new EventSource(url);
      source = opened;
      opened.onopen = () => {
        failures = 0;
        setState('live');
      };
      opened.onerror = (event) => {
        if (event instanceof MessageEvent) {
          // The server's own event of this name.
          return;
        }
        setState('waiting');
        if (opened.readyState === EventSource.CLOSED) {
          const pause = PAUSES[Math.min(failures, PAUSES.length - 1)] ?? 30;
          failures += 1;
          timer = setTimeout(open, pause * 1000);
        }
      };
      for (const name of names.split(' ')) {
        opened.addEventListener(name, (event: Event) => {
          if (!(event instanceof MessageEvent)) {
            return;
          }
          latest.current[name]?.(parsed(event.data as string), event.lastEventId);
          if (name === last) {
            opened.close();
            setState('over');
          }
        });
      }
    };
    open();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [url, names, last]);
  return state;
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return data;
  }
}
