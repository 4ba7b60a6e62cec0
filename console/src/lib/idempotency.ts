import { useRef } from 'react';

/** Random and printable; also where the page is served without TLS, which has no randomUUID. */
function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/**
 * The Idempotency-Key of a request: the same one as long as the same is asked, so that a repetition
 * after a broken connection launches nothing twice; `spent` once it was answered.
 */
export function useIdempotencyKey(): { keyOf: (request: unknown) => string; spent: () => void } {
  const last = useRef<{ request: string; key: string }>(undefined);
  return {
    keyOf: (request) => {
      const text = JSON.stringify(request);
      if (last.current?.request !== text) {
        last.current = { request: text, key: freshKey() };
      }
      return last.current.key;
    },
    spent: () => {
      last.current = undefined;
    },
  };
}
