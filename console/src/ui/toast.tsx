import { notifications } from '@mantine/notifications';
import { code, sentence } from '../lib/problem';

/** Says that something was done. */
export function told(message: string): void {
  notifications.show({ message, color: 'green', autoClose: 5_000 });
}

/** Says that something was refused, why, and what to do; it stays longer. */
export function refused(error: unknown): void {
  notifications.show({
    title: sentence(error),
    message: code(error),
    color: 'red',
    autoClose: 12_000,
    role: 'alert',
  });
}

/** The same, with what failed first: `Approve failed.` */
export function failed(what: string, error: unknown): void {
  notifications.show({
    title: what,
    message: `${sentence(error)} (${code(error)})`,
    color: 'red',
    autoClose: 12_000,
    role: 'alert',
  });
}
