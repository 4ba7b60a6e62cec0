import { Code, Modal, Stack, Text, UnstyledButton } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { Copy } from '../ui/Copy';
import { DataTable, type Column, type Order } from '../ui/DataTable';
import { HostLink } from './HostLink';
import { columnsOf, inOrder } from './rows';
import classes from './RowsTable.module.css';

/** One line of what a host answered. */
export interface AnsweredRow {
  host_id: string;
  hostname: string;
  row_no: number;
  columns: Readonly<Record<string, string>>;
}

interface Whole {
  name: string;
  text: string;
}

/** As the style sheet has it. */
const ROW_HEIGHT = 35;

/**
 * Rows of osquery: the host, then the columns in the order in which they came, each row in one
 * line; a long value opens on a click. What is loaded can be sorted by any column.
 */
export function RowsTable({
  label,
  rows,
  hosts = true,
  empty,
  more,
  onMore,
  height,
}: {
  label: string;
  rows: readonly AnsweredRow[];
  /** Whether the host is a column. */
  hosts?: boolean;
  empty?: ReactNode;
  more?: boolean;
  onMore?: () => void;
  height?: string;
}) {
  const [order, setOrder] = useState<Order>();
  const [whole, setWhole] = useState<Whole | null>(null);
  const names = useMemo(() => columnsOf(rows), [rows]);
  const sorted = useMemo(() => inOrder(rows, order), [rows, order]);
  const columns: Column<AnsweredRow>[] = [
    ...(hosts
      ? [
          {
            // No column of osquery has a space in its name.
            key: ' host',
            title: 'Host',
            sortable: true,
            cell: (row: AnsweredRow) => (
              <div className={classes.cell}>
                <HostLink id={row.host_id} name={row.hostname || undefined} />
              </div>
            ),
          },
        ]
      : []),
    ...names.map((name) => ({
      key: name,
      title: name,
      sortable: true,
      cell: (row: AnsweredRow) => (
        <Cell text={row.columns[name]} onOpen={(text) => setWhole({ name, text })} />
      ),
    })),
  ];
  return (
    <>
      <DataTable
        label={label}
        columns={columns}
        rows={sorted}
        rowKey={keyOf}
        rowHeight={ROW_HEIGHT}
        even
        empty={empty}
        more={more}
        onMore={onMore}
        order={order}
        onOrder={setOrder}
        height={height}
      />
      {whole !== null && (
        <Modal opened onClose={() => setWhole(null)} title={whole.name} size="xl">
          <Stack gap="sm" align="flex-start">
            <Code block w="100%" className={classes.whole}>
              {whole.text}
            </Code>
            <Copy text={whole.text} />
          </Stack>
        </Modal>
      )}
    </>
  );
}

const KEYS = new WeakMap<AnsweredRow, string>();
let rowsSeen = 0;

/** A row's number is its own among those of one query only, and a host may answer several. */
function keyOf(row: AnsweredRow): string {
  let key = KEYS.get(row);
  if (key === undefined) {
    key = String((rowsSeen += 1));
    KEYS.set(row, key);
  }
  return key;
}

const SHORT_MAX = 44;

function Cell({ text, onOpen }: { text: string | undefined; onOpen: (text: string) => void }) {
  if (text === undefined) {
    return (
      <Text c="dimmed" className={classes.cell}>
        —
      </Text>
    );
  }
  return text.length > SHORT_MAX || text.includes('\n') ? (
    <UnstyledButton
      className={classes.cell}
      title="Show the whole value"
      onClick={() => onOpen(text)}
    >
      {text}
    </UnstyledButton>
  ) : (
    <div className={classes.cell}>{text}</div>
  );
}
