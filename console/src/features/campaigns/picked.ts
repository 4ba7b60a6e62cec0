import type { AnsweredRow } from '../../parts/RowsTable';

/** The value of a column that is looked into, as it stands in the address. */
export interface Picked {
  /** null: rows that have no such column. */
  value: string | null;
  /** Only the beginning of the value is known. */
  cut: boolean;
}

/** Never empty, since an empty name is left out of the address: `=` whole, `^` cut, `!` none. */
export function pick({ value, value_cut }: { value: string | null; value_cut: boolean }): string {
  if (value === null) {
    return '!';
  }
  return (value_cut ? '^' : '=') + value;
}

export function picked(text: string | undefined): Picked | null {
  return text === undefined || text === ''
    ? null
    : { value: text.startsWith('!') ? null : text.slice(1), cut: text.startsWith('^') };
}

export function shown({ value, cut }: Picked): string {
  if (value === null) {
    return '(no such column)';
  }
  return value === '' ? '(empty)' : `${value}${cut ? '…' : ''}`;
}

/** The rows that have the value in the column. */
export function having(
  rows: readonly AnsweredRow[],
  column: string,
  { value, cut }: Picked,
): AnsweredRow[] {
  return rows.filter(({ columns }) => {
    const cell = columns[column];
    if (cell === undefined || value === null) {
      return cell === undefined && value === null;
    }
    return cut ? cell.startsWith(value) : cell === value;
  });
}
