export type Act = 'next' | 'previous' | 'acknowledge' | 'undo' | 'open' | 'close' | 'help';

/** Where the key was pressed: text takes all keys, a control those that it is worked with. */
export type Place = 'text' | 'choice' | 'button' | 'page';

const ACTS: Readonly<Record<string, Act>> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  a: 'acknowledge',
  u: 'undo',
  o: 'open',
  Enter: 'open',
  Escape: 'close',
  '?': 'help',
};

/** What the keys do, to be shown. */
export const KEYS: readonly { keys: readonly string[]; told: string }[] = [
  { keys: ['j', '↓'], told: 'Next alert' },
  { keys: ['k', '↑'], told: 'Previous alert' },
  { keys: ['o', 'Enter'], told: 'Open the alert' },
  { keys: ['a'], told: 'Acknowledge it' },
  { keys: ['u'], told: 'Undo, within 5 seconds' },
  { keys: ['Esc'], told: 'Close, or select nothing' },
  { keys: ['?'], told: 'Show these keys' },
];

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** What a key does; undefined for one that is not ours, or that the place takes for itself. */
export function actOf(pressed: Pressed, place: Place): Act | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || place === 'text') {
    return undefined;
  }
  if (place === 'button' && pressed.key === 'Enter') {
    return undefined;
  }
  if (place === 'choice' && (pressed.key.startsWith('Arrow') || pressed.key === 'Enter')) {
    return undefined;
  }
  return ACTS[pressed.key];
}

const TYPED_IN = 'textarea, select, [contenteditable="true"], [role="listbox"], [role="combobox"]';

export function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof HTMLElement)) {
    return 'page';
  }
  if (target instanceof HTMLInputElement) {
    return target.type === 'checkbox' || target.type === 'radio' ? 'choice' : 'text';
  }
  if (target.isContentEditable || target.closest(TYPED_IN) !== null) {
    return 'text';
  }
  return target.closest('button, a, [role="button"]') === null ? 'page' : 'button';
}
