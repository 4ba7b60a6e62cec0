import { Stack, Text, Title } from '@mantine/core';
import { count, counted } from '../../lib/time';
import { DataTable } from '../../ui/DataTable';
import { Figures } from '../../ui/Figures';
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
      <Figures figures={figures} cols={{ base: 2, xs: 4 }} />
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
