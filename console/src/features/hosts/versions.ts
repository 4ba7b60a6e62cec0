export interface CountedHosts {
  osquery_version: string | null;
  platform: string;
  hosts: number;
  connected: number;
}

export interface Cell {
  hosts: number;
  connected: number;
}

export interface VersionRow {
  /** '' for the hosts that told none. */
  version: string;
  /** By platform. */
  cells: Readonly<Record<string, Cell>>;
  total: Cell;
}

export interface Matrix {
  platforms: readonly string[];
  /** Newest version first; those that told none last. */
  rows: readonly VersionRow[];
  totals: Readonly<Record<string, Cell>>;
  total: Cell;
}

const NATURAL = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const NONE: Cell = { hosts: 0, connected: 0 };

/** Newest first: 5.10 before 5.9, and a release before its candidates. */
export function newestFirst(a: string, b: string): number {
  if (a === '' || b === '') {
    return a === b ? 0 : a === '' ? 1 : -1;
  }
  const [numberA = '', ...candidateA] = a.split('-');
  const [numberB = '', ...candidateB] = b.split('-');
  const numbers = NATURAL.compare(numberB, numberA);
  if (numbers !== 0 || candidateA.length === 0 || candidateB.length === 0) {
    return numbers !== 0 ? numbers : candidateA.length - candidateB.length;
  }
  return NATURAL.compare(candidateB.join('-'), candidateA.join('-'));
}

/** Hosts by osquery version (rows) and platform (columns, the commonest first). */
export function matrixOf(counted: readonly CountedHosts[]): Matrix {
  const cells: Record<string, Record<string, Cell>> = {};
  const totals: Record<string, Cell> = {};
  for (const each of counted) {
    const row = (cells[each.osquery_version ?? ''] ??= {});
    row[each.platform] = plus(row[each.platform], each);
    totals[each.platform] = plus(totals[each.platform], each);
  }
  return {
    platforms: Object.keys(totals).toSorted(
      (a, b) => (totals[b] ?? NONE).hosts - (totals[a] ?? NONE).hosts || a.localeCompare(b),
    ),
    rows: Object.entries(cells)
      .map(([version, of]) => ({ version, cells: of, total: sum(Object.values(of)) }))
      .toSorted((a, b) => newestFirst(a.version, b.version)),
    totals,
    total: sum(Object.values(totals)),
  };
}

/** A share as it is told: `32.5%`, `<0.1%`, `100%`. */
export function percent(part: number, of: number): string {
  if (of === 0 || part === 0) {
    return '0%';
  }
  const share = (part / of) * 100;
  if (share < 0.1) {
    return '<0.1%';
  }
  // What is not all never shows as all.
  return `${Math.min(part === of ? 100 : 99.9, Math.round(share * 10) / 10)}%`;
}

function plus(a: Cell | undefined, b: Cell): Cell {
  return { hosts: (a?.hosts ?? 0) + b.hosts, connected: (a?.connected ?? 0) + b.connected };
}

function sum(cells: readonly Cell[]): Cell {
  return cells.reduce<Cell>(plus, NONE);
}
