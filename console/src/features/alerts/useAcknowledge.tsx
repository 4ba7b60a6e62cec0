import { Button, Group, Text } from '@mantine/core';
import { hideNotification, notifications } from '@mantine/notifications';
import { useCallback, useEffect, useRef, useState } from 'react';
import { beforeSignOut } from '../../lib/leaving';
import { counted } from '../../lib/time';
import { refused } from '../../ui/toast';
import { acknowledge, type Alert } from './api';
import { Delayed } from './delayed';

const UNDO_MS = 5_000;
const TOAST = 'acknowledge';

export interface Acknowledging {
  /** Shown as acknowledged, and not sent yet. */
  waiting: ReadonlySet<string>;
  add: (id: string) => void;
  /** @returns which one is open again */
  undo: () => string | undefined;
}

/**
 * Acknowledges after 5 s, or at once when the page is left, so that it can be undone.
 *
 * @param learn told the alert as it is then
 * @param onUndone told which one the toast's button has undone
 */
export function useAcknowledge(
  learn: (alert: Alert) => void,
  onUndone: (id: string) => void,
): Acknowledging {
  const [waiting, setWaiting] = useState<readonly string[]>([]);
  // Until the answer is there they are neither waiting nor known to be acknowledged.
  const [sent, setSent] = useState<readonly string[]>([]);
  const latest = useRef({ learn, onUndone });
  useEffect(() => {
    latest.current = { learn, onUndone };
  });
  const delayed = useRef<Delayed>(undefined);

  useEffect(() => {
    const sending = new Set<Promise<unknown>>();
    const put = (id: string) => {
      setSent((before) => [...before, id]);
      const sent = acknowledge(id)
        .then((alert) => latest.current.learn(alert), refused)
        // What is learned is shown some moments later.
        .finally(() =>
          setTimeout(() => setSent((before) => before.filter((each) => each !== id)), 500),
        );
      sending.add(sent);
      void sent.finally(() => sending.delete(sent));
    };
    const undo = () => {
      const id = delayed.current?.undo();
      if (id !== undefined) {
        latest.current.onUndone(id);
      }
    };
    const own = new Delayed(
      put,
      (ids) => {
        setWaiting(ids);
        tell(ids.length, undo);
      },
      UNDO_MS,
    );
    delayed.current = own;
    const flush = () => own.flush();
    const forget = beforeSignOut(() => {
      own.flush();
      return Promise.allSettled(sending);
    });
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      forget();
      own.flush();
    };
  }, []);

  return {
    waiting: new Set([...waiting, ...sent]),
    add: useCallback((id) => delayed.current?.add(id), []),
    undo: useCallback(() => delayed.current?.undo(), []),
  };
}

/** One toast for all that wait. */
function tell(waiting: number, undo: () => void): void {
  if (waiting === 0) {
    hideNotification(TOAST);
    return;
  }
  const toast = {
    id: TOAST,
    color: 'green',
    autoClose: false as const,
    withCloseButton: false,
    // Not above the drawer's close button.
    position: 'bottom-center' as const,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{counted(waiting, 'alert')} acknowledged</Text>
        <Button size="compact-sm" variant="default" onClick={undo}>
          Undo
        </Button>
      </Group>
    ),
  };
  // Shows nothing while one of this id is there.
  notifications.show(toast);
  notifications.update(toast);
}
