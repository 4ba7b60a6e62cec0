import { Group, SegmentedControl, Select, Text, UnstyledButton } from '@mantine/core';
import { count } from '../../lib/time';
import { useUrl } from '../../lib/url';
import { DataTable, type Column } from '../../ui/DataTable';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { useColumns, useStack, type Campaign, type StackedValue, type StackOrder } from './api';
import { pick, shown } from './picked';

function columns(onPick: (value: StackedValue) => void): Column<StackedValue>[] {
  return [
    {
      key: 'value',
      title: 'Value',
      cell: (stacked) => (
        <UnstyledButton
          className="mono"
          fz="sm"
          c="var(--mantine-color-anchor)"
          onClick={() => onPick(stacked)}
        >
          {shown(stacked)}
        </UnstyledButton>
      ),
    },
    { key: 'hosts', title: 'Hosts', numeric: true, width: 90, cell: (each) => count(each.hosts) },
    { key: 'rows', title: 'Rows', numeric: true, width: 90, cell: (each) => count(each.rows) },
  ];
}

/** A column's values with how many hosts have each (V-12): what is rare stands first. */
export function StackCount({ campaign, refetchMs }: { campaign: Campaign; refetchMs: number }) {
  const [{ column: asked = '', order: typed = '' }, setUrl] = useUrl();
  const known = useColumns(campaign.id, refetchMs);
  const names = known.data?.items ?? [];
  const column = names.includes(asked) ? asked : (names[0] ?? '');
  const order: StackOrder = typed === 'commonest' ? 'commonest' : 'rarest';
  if (known.isPending) {
    return <Loading label="Loading columns" />;
  }
  if (known.error) {
    return <ErrorNotice error={known.error} retry={() => void known.refetch()} />;
  }
  if (column === '') {
    return (
      <Text size="sm" c="dimmed">
        No rows to count yet.
      </Text>
    );
  }
  return (
    <>
      <Group mb="sm" gap="sm" align="flex-end">
        <Select
          label="Column"
          size="xs"
          w={220}
          searchable
          allowDeselect={false}
          data={names}
          value={column}
          onChange={(next) => setUrl({ column: next ?? '' })}
        />
        <SegmentedControl
          aria-label="Order"
          size="xs"
          value={order}
          onChange={(next) => setUrl({ order: next === 'rarest' ? '' : next })}
          data={[
            { value: 'rarest', label: 'Rarest first' },
            { value: 'commonest', label: 'Commonest first' },
          ]}
        />
      </Group>
      {known.data.truncated && (
        <Text size="sm" c="dimmed" mb="sm">
          Some columns are not listed: there are too many, or their names are too long.
        </Text>
      )}
      <Values
        key={`${column} ${order}`}
        campaign={campaign}
        column={column}
        order={order}
        refetchMs={refetchMs}
      />
    </>
  );
}

function Values({
  campaign,
  column,
  order,
  refetchMs,
}: {
  campaign: Campaign;
  column: string;
  order: StackOrder;
  refetchMs: number;
}) {
  const setUrl = useUrl()[1];
  const stack = useStack(campaign.id, column, order, refetchMs);
  return (
    <>
      {stack.error !== null && <ErrorNotice error={stack.error} retry={stack.reload} />}
      {stack.loading ? (
        <Loading label="Counting" />
      ) : (
        <DataTable
          label={`Values of ${column}`}
          columns={columns((stacked) => setUrl({ column, value: pick(stacked) }, true))}
          rows={stack.items}
          rowKey={(each) => each.value_key}
          more={stack.more}
          onMore={stack.loadMore}
          height="480px"
        />
      )}
    </>
  );
}
