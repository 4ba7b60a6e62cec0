import { Button, Center, Loader, Table, Text, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, type CSSProperties, type ReactNode } from 'react';
import classes from './DataTable.module.css';
import { usePainted } from './painted';

export interface Column<T> {
  key: string;
  title: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand right. */
  numeric?: boolean;
  /** Left out on a narrow screen. */
  wide?: boolean;
  sortable?: boolean;
  width?: number | string;
}

export interface Order {
  key: string;
  descending: boolean;
}

/** Rows above which only the visible ones are in the document. */
const VIRTUAL_FROM = 60;

/**
 * A table of any length: beyond some rows only those in view are in the document. It scrolls by
 * itself, with the mouse and with the keys.
 *
 * @param label what it lists, for those who do not see it
 * @param rowProps what a row carries besides: a colour, a click
 */
export function DataTable<T>({
  label,
  columns,
  rows,
  rowKey,
  rowProps,
  empty,
  more,
  onMore,
  order,
  onOrder,
  height = 'min(70dvh, 900px)',
  rowHeight = 41,
  even = false,
}: {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  rowProps?: (row: T) => {
    onClick?: () => void;
    title?: string;
    className?: string;
    style?: CSSProperties;
    'aria-selected'?: boolean;
    'data-age'?: string;
  };
  empty?: ReactNode;
  /** More rows can be asked for. */
  more?: boolean;
  onMore?: () => void;
  order?: Order;
  onOrder?: (order: Order) => void;
  height?: string;
  rowHeight?: number;
  /** Each row is as high as that: tens of thousands of them need not be measured. */
  even?: boolean;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = rows.length > VIRTUAL_FROM;
  // The same function as long as it can be: with another one every row is measured anew.
  const keyAt = useCallback((index: number) => rowKey(rows[index] as T), [rows, rowKey]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    enabled: virtual,
    getItemKey: keyAt,
  });
  const painted = usePainted();
  const shown = !painted
    ? []
    : virtual
      ? virtualizer.getVirtualItems()
      : rows.map((_, index) => ({ index }));
  const lastShown = shown.at(-1)?.index ?? -1;
  const nearEnd = lastShown >= rows.length - 12;

  useEffect(() => {
    if (virtual && more && nearEnd) {
      onMore?.();
    }
  }, [virtual, more, nearEnd, onMore, rows.length]);

  if (rows.length === 0 && empty !== undefined) {
    return <>{empty}</>;
  }
  const items = virtual && painted ? virtualizer.getVirtualItems() : [];
  const before = items[0]?.start ?? 0;
  const end = virtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  // As high from the beginning as it will be: whoever comes back stands where they were.
  const after = painted ? end : rows.length * rowHeight;

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      style={{ maxHeight: height }}
      // What scrolls must be reached with the keys.
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <Table
        stickyHeader
        highlightOnHover
        aria-label={label}
        aria-rowcount={more ? -1 : rows.length + 1}
      >
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} order={order} onOrder={onOrder} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {before > 0 && <Gap height={before} columns={columns.length} />}
          {shown.map(({ index }) => {
            const row = rows[index] as T;
            const props = rowProps?.(row) ?? {};
            return (
              <Table.Tr
                key={rowKey(row)}
                data-index={index}
                ref={virtual && !even ? virtualizer.measureElement : undefined}
                {...props}
                className={[props.onClick ? classes.clickable : '', props.className ?? ''].join(
                  ' ',
                )}
              >
                {columns.map((column) => (
                  <Table.Td
                    key={column.key}
                    className={column.wide ? classes.wide : undefined}
                    ta={column.numeric ? 'right' : undefined}
                  >
                    {column.cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
          {after > 0 && <Gap height={after} columns={columns.length} />}
        </Table.Tbody>
      </Table>
      {more && (
        <Center py="sm">
          {virtual ? (
            <Loader size="sm" role="status" aria-label="Loading more" />
          ) : (
            <Button variant="default" size="xs" onClick={onMore}>
              Load more
            </Button>
          )}
        </Center>
      )}
    </div>
  );
}

function Head<T>({
  column,
  order,
  onOrder,
}: {
  column: Column<T>;
  order: Order | undefined;
  onOrder: ((order: Order) => void) | undefined;
}) {
  const ordered = order?.key === column.key;
  const sorts = column.sortable && onOrder !== undefined;
  const Arrow = order?.descending ? IconArrowDown : IconArrowUp;
  return (
    <Table.Th
      scope="col"
      w={column.width}
      className={column.wide ? classes.wide : undefined}
      ta={column.numeric ? 'right' : undefined}
      aria-sort={
        ordered ? (order.descending ? 'descending' : 'ascending') : sorts ? 'none' : undefined
      }
    >
      {sorts ? (
        <UnstyledButton
          fz="inherit"
          fw="inherit"
          onClick={() =>
            onOrder({ key: column.key, descending: ordered ? !order.descending : false })
          }
        >
          {column.title} {ordered && <Arrow size={13} aria-hidden />}
        </UnstyledButton>
      ) : (
        <Text inherit span>
          {column.title}
        </Text>
      )}
    </Table.Th>
  );
}

function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  );
}
