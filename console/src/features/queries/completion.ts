import type { Completion } from '@codemirror/autocomplete';
import type { Schemas } from '../../lib/http';

type Table = Schemas['OsqueryTable'];
type Namespace = Record<string, { self: Completion; children: readonly Completion[] }>;

/** What the editor completes: tables with their platforms, columns with their types. */
export function namespaceOf(tables: readonly Table[]): Namespace {
  const namespace: Namespace = {};
  for (const table of tables) {
    for (const name of [table.name, ...table.aliases]) {
      namespace[name] = {
        self: {
          label: name,
          type: 'keyword',
          detail: table.platforms.join(', '),
          // Of those that begin alike the shorter is meant more often.
          boost: Math.max(0, 30 - name.length),
        },
        children: columnsOf(table),
      };
    }
  }
  return namespace;
}

function columnsOf({ columns, platforms }: Table): Completion[] {
  return columns.map((column) => ({
    label: column.name,
    type: 'property',
    detail: [
      column.type,
      ...(column.required ? ['required'] : []),
      ...(column.platforms.length < platforms.length ? [column.platforms.join(', ')] : []),
    ].join(' · '),
    // What a table does not answer without is offered first.
    boost: column.required ? 41 : 40,
  }));
}

/** The columns of the tables that a text names: they need no table before them. */
export function columnsIn(text: string, namespace: Namespace): Completion[] {
  const found = new Map<string, Completion>();
  const words = new Set(text.toLowerCase().match(/[a-z_][a-z0-9_]*/g));
  for (const word of words) {
    const table = Object.hasOwn(namespace, word) ? namespace[word] : undefined;
    table?.children.forEach((column) => {
      if (!found.has(column.label)) {
        found.set(column.label, { ...column, detail: `${word} · ${column.detail}` });
      }
    });
  }
  return [...found.values()];
}
