import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { count, counted } from '../../lib/time';
import { DataTable } from '../../ui/DataTable';
import type { ImportOutcome, NotTaken } from './api';

/** What became of an import: how many were added, and why others were not. */
export function ImportReport({ outcome }: { outcome: ImportOutcome }) {
  const figures = [
    { name: 'Created', value: outcome.created, color: 'green' },
    { name: 'Duplicates', value: outcome.duplicates, color: 'blue' },
    { name: 'Invalid', value: outcome.invalid.length, color: 'red' },
    { name: 'Unsupported', value: outcome.unsupported.length, color: 'orange' },
  ];
  return (
    <Stack gap="md" role="status">
      <SimpleGrid component="dl" cols={{ base: 2, xs: 4 }} m={0}>
        {figures.map(({ name, value, color }) => (
          <div key={name}>
            <Text component="dt" size="sm" c="dimmed">
              {name}
            </Text>
            <Text
              component="dd"
              m={0}
              fz={28}
              fw={700}
              lh={1.2}
              c={value === 0 ? 'dimmed' : `var(--mantine-color-${color}-text)`}
            >
              {count(value)}
            </Text>
          </div>
        ))}
      </SimpleGrid>
      <Left title="Invalid" entries={outcome.invalid} />
      <Left title="Unsupported" entries={outcome.unsupported} />
    </Stack>
  );
}

function Left({ title, entries }: { title: string; entries: readonly NotTaken[] }) {
  if (entries.length === 0) {
    return null;
  }
  return (
    <div>
      <Title order={3} size="h5" mb="xs">
        {title}: {counted(entries.length, 'entry', 'entries')}
      </Title>
      <DataTable
        label={title}
        height="240px"
        rows={entries.map((entry, index) => ({ ...entry, index }))}
        rowKey={(entry) => String(entry.index)}
        columns={[
          {
            key: 'line',
            title: 'Line',
            numeric: true,
            width: 70,
            cell: (entry) => count(entry.line),
          },
          {
            key: 'value',
            title: 'Value',
            cell: (entry) => (
              <Text size="sm" className="mono">
                {entry.value}
              </Text>
            ),
          },
          { key: 'reason', title: 'Reason', cell: (entry) => entry.reason },
        ]}
      />
    </div>
  );
}
