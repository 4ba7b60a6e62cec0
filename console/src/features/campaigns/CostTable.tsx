import { Table, Text } from '@mantine/core';
import { bytes, counted, millis } from '../../lib/time';
import { ErrorNotice, Loading } from '../../ui/Notice';
import type { Campaign } from './api';
import { useCost, type Cost } from './figures';

/** What the query took on the hosts that tell it (V-13). */
export function CostTable({ campaign }: { campaign: Campaign }) {
  const { data, error, isPending, refetch } = useCost(campaign);
  if (isPending) {
    return <Loading label="Loading the cost" />;
  }
  if (error) {
    return <ErrorNotice error={error} retry={() => void refetch()} />;
  }
  return <Measured cost={data} />;
}

/** @param cost null: nothing is known */
function Measured({ cost }: { cost: Cost | null }) {
  if (cost === null || cost.hosts === 0) {
    return (
      <Text size="sm" c="dimmed">
        No host reported what the query took.
      </Text>
    );
  }
  return (
    <>
      <Table aria-label="Cost" maw={480}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Per host</Table.Th>
            <Table.Th scope="col" ta="right">
              p50
            </Table.Th>
            <Table.Th scope="col" ta="right">
              p95
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Measure
            title="Wall time"
            half={cost.wall_time_ms_p50}
            most={cost.wall_time_ms_p95}
            unit={millis}
          />
          <Measure
            title="Memory"
            half={cost.memory_bytes_p50}
            most={cost.memory_bytes_p95}
            unit={bytes}
          />
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt="xs">
        Over {counted(cost.hosts, 'host')} that {cost.hosts === 1 ? 'reports' : 'report'} osquery
        stats.
      </Text>
    </>
  );
}

function Measure({
  title,
  half,
  most,
  unit,
}: {
  title: string;
  half: number | null;
  most: number | null;
  unit: (value: number) => string;
}) {
  const shown = (value: number | null) => (value === null ? '—' : unit(value));
  return (
    <Table.Tr>
      <Table.Th scope="row">{title}</Table.Th>
      <Table.Td ta="right">{shown(half)}</Table.Td>
      <Table.Td ta="right">{shown(most)}</Table.Td>
    </Table.Tr>
  );
}
