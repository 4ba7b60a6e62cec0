import { useEffect, useRef } from 'react';
import { actOf, placeOf, type Act } from './keys';

/** Calls what a key does, wherever on the page it is pressed. */
export function useKeys(acts: Readonly<Record<Act, () => void>>, enabled: boolean): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  useEffect(() => {
    if (!enabled) {
      return;
    }
    const pressed = (event: KeyboardEvent) => {
      const act = event.defaultPrevented ? undefined : actOf(event, placeOf(event.target));
      if (act !== undefined) {
        event.preventDefault();
        latest.current[act]();
      }
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [enabled]);
}
