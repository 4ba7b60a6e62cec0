import { Code, Group, Text } from '@mantine/core';
import { HostLink } from '../../parts/HostLink';
import { DataTable, type Column } from '../../ui/DataTable';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { RelativeTime } from '../../ui/RelativeTime';
import { errorsExport, useErrors, type Campaign, type Errored } from './api';
import { ExportMenu } from './ExportMenu';

const COLUMNS: readonly Column<Errored>[] = [
  {
    key: 'host',
    title: 'Host',
    cell: (error) => <HostLink id={error.host_id} name={error.hostname} />,
  },
  { key: 'reason', title: 'Reason', cell: (error) => <Code>{error.reason}</Code> },
  {
    key: 'message',
    title: 'Message',
    cell: (error) => <Text size="sm">{error.message || '—'}</Text>,
  },
  { key: 'at', title: 'At', wide: true, cell: (error) => <RelativeTime at={error.at} /> },
];

/** Each assignment that ended as an error: where, why, and what osquery said (V-13). */
export function ErrorList({ campaign, refetchMs }: { campaign: Campaign; refetchMs: number }) {
  const errors = useErrors(campaign.id, refetchMs);
  if (errors.loading) {
    return <Loading label="Loading errors" />;
  }
  return (
    <>
      {errors.error !== null && <ErrorNotice error={errors.error} retry={errors.reload} />}
      {errors.items.length > 0 && (
        <Group justify="flex-end" mb="xs">
          <ExportMenu
            size="xs"
            label="Export errors"
            path={(format) => errorsExport(campaign.id, format)}
          />
        </Group>
      )}
      <DataTable
        label="Errors"
        columns={COLUMNS}
        rows={errors.items}
        rowKey={(error) => `${error.host_id} ${error.query_id}`}
        more={errors.more}
        onMore={errors.loadMore}
        height="420px"
        empty={
          errors.error === null && (
            <Text size="sm" c="dimmed">
              No errors.
            </Text>
          )
        }
      />
    </>
  );
}
