import { Anchor, Group, Progress, Table, Text, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { count, counted } from '../../lib/time';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { useVersions } from './api';
import { matrixOf, percent, type Cell, type Matrix } from './versions';

/** Fleet versions: how many hosts run which osquery version on which platform. */
export function FleetVersions() {
  const versions = useVersions();
  const matrix = matrixOf(versions.data ?? []);
  return (
    <Page title="Fleet versions">
      {versions.isPending && <Loading />}
      {versions.error && (
        <ErrorNotice error={versions.error} retry={() => void versions.refetch()} />
      )}
      {versions.data !== undefined && matrix.rows.length === 0 && (
        <EmptyState title="No hosts yet.">
          Once machines enroll, this page counts them by osquery version and platform.
        </EmptyState>
      )}
      {matrix.rows.length > 0 && (
        <>
          <Text size="sm" c="dimmed">
            {counted(matrix.total.hosts, 'host')} in service, {count(matrix.total.connected)}{' '}
            connected. Decommissioned hosts are not counted.
          </Text>
          <Versions matrix={matrix} />
        </>
      )}
    </Page>
  );
}

function Versions({ matrix }: { matrix: Matrix }) {
  const { platforms, rows, totals, total } = matrix;
  return (
    <Table.ScrollContainer minWidth={320 + platforms.length * 90} type="native">
      <Table
        highlightOnHover
        withTableBorder
        aria-label="Hosts by osquery version and platform"
        maw={1000}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">osquery version</Table.Th>
            {platforms.map((platform) => (
              <Table.Th key={platform} scope="col" ta="right">
                {platform || 'unknown'}
              </Table.Th>
            ))}
            <Table.Th scope="col" ta="right">
              Total
            </Table.Th>
            <Table.Th scope="col" w="30%">
              Share
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ version, cells, total: ofVersion }) => (
            <Table.Tr key={version}>
              <Table.Th scope="row" className="mono" fw={600}>
                {version || 'Not told'}
              </Table.Th>
              {platforms.map((platform) => (
                <Table.Td key={platform} ta="right">
                  <Hosts of={cells[platform]} version={version} platform={platform} />
                </Table.Td>
              ))}
              <Table.Td ta="right" fw={600}>
                <Hosts of={ofVersion} version={version} platform="" />
              </Table.Td>
              <Table.Td>
                <Share
                  part={ofVersion.hosts}
                  of={total.hosts}
                  label={`Share of ${version || 'hosts that told no version'}`}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}>
            <Table.Th scope="row">Total</Table.Th>
            {platforms.map((platform) => (
              <Table.Td key={platform} ta="right" fw={600}>
                <Hosts of={totals[platform]} version="" platform={platform} all />
              </Table.Td>
            ))}
            <Table.Td ta="right" fw={700}>
              <Hosts of={total} version="" platform="" all />
            </Table.Td>
            <Table.Td />
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Table.ScrollContainer>
  );
}

/** @param all whether it counts all versions; else no version is one that cannot be filtered by */
function Hosts({
  of,
  version,
  platform,
  all = false,
}: {
  of: Cell | undefined;
  version: string;
  platform: string;
  all?: boolean;
}) {
  if (of === undefined) {
    return (
      <Text size="sm" c="dimmed" aria-label="none">
        —
      </Text>
    );
  }
  const told = `${count(of.connected)} of ${counted(of.hosts, 'host')} connected`;
  const events = { hover: true, focus: true, touch: true };
  if (version === '' && !all) {
    return (
      <Tooltip label={told} events={events}>
        <Text size="sm" span inherit>
          {count(of.hosts)}
        </Text>
      </Tooltip>
    );
  }
  const filter = { osquery_version: version, platform };
  return (
    <Tooltip label={told} events={events}>
      <Anchor
        component={Link}
        to="/hosts"
        search={filter as never}
        size="sm"
        inherit
        aria-label={`${counted(of.hosts, 'host')}, ${[version, platform].join(' ').trim() || 'all'}`}
      >
        {count(of.hosts)}
      </Anchor>
    </Tooltip>
  );
}

function Share({ part, of, label }: { part: number; of: number; label: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Progress value={(part / of) * 100} flex={1} miw={60} aria-label={label} />
      <Text size="xs" c="dimmed" w={44} ta="right">
        {percent(part, of)}
      </Text>
    </Group>
  );
}
