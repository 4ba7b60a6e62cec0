import type { StackedValue } from './api';

/** A column's value as rows are asked for: by its text, or by what a stack names it by. */
export type Sought = { value: string } | { value_key: string };

/** Bytes of an address that a value may take: services read 4 kB of one. */
const ADDRESS_MAX = 1_000;

/**
 * How a value stands in the address. Never empty, since an empty name is left out of it: `=` whole,
 * `^` the key of one that is too long, `!` none.
 */
export function pick({ value, value_cut, value_key }: StackedValue): string {
  if (value === null) {
    return '!';
  }
  return value_cut || addressed(value) > ADDRESS_MAX ? `^${value_key}` : `=${value}`;
}

/** A text with half a character is no address, and has its key instead. */
function addressed(value: string): number {
  try {
    return encodeURIComponent(value).length;
  } catch {
    return Infinity;
  }
}

export function picked(text = ''): Sought | null {
  switch (text.at(0)) {
    case '=':
      return { value: text.slice(1) };
    case '^':
      return { value_key: text.slice(1) };
    case '!':
      return { value_key: '' };
    default:
      return null;
  }
}

const SHOWN_MAX = 120;

export function shown({ value, value_cut }: Pick<StackedValue, 'value' | 'value_cut'>): string {
  if (value === null) {
    return '(no such column)';
  }
  return value === '' ? '(empty)' : `${value}${value_cut ? '…' : ''}`;
}

/**
 * What is sought, in a heading.
 *
 * @param found the value in the first row that has it
 */
export function headed(sought: Sought, found: string | undefined): string {
  const none = 'value_key' in sought && sought.value_key === '';
  const value = 'value' in sought ? sought.value : none ? null : (found ?? '…');
  return value !== null && value.length > SHOWN_MAX
    ? shown({ value: value.slice(0, SHOWN_MAX), value_cut: true })
    : shown({ value, value_cut: false });
}
