import { Drawer, Group, Loader, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { counted } from '../../lib/time';
import { useUrl } from '../../lib/url';
import { HostLink } from '../../parts/HostLink';
import { RowsTable } from '../../parts/RowsTable';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { ROWS_EACH, rowsExport, useHostRows, useValueRows, type Campaign } from './api';
import { ExportMenu } from './ExportMenu';
import { headed, picked, type Sought } from './picked';

/** Rows that are looked into: those of one host, or those that have a value. */
export function RowsDrawers({ campaign }: { campaign: Campaign }) {
  const [{ host = '', column = '', value }, setUrl] = useUrl();
  const sought = picked(value);
  if (host !== '') {
    return (
      <HostRows key={host} campaign={campaign} host={host} onClose={() => setUrl({ host: '' })} />
    );
  }
  return sought && column !== '' ? (
    <ValueRows
      key={`${column} ${value}`}
      campaign={campaign}
      column={column}
      sought={sought}
      onClose={() => setUrl({ value: '' })}
    />
  ) : null;
}

function HostRows({
  campaign,
  host,
  onClose,
}: {
  campaign: Campaign;
  host: string;
  onClose: () => void;
}) {
  const rows = useHostRows(campaign.id, host);
  const name = rows.items[0]?.hostname ?? host.slice(0, 8);
  return (
    <Drawer opened onClose={onClose} position="right" size="xl" title={`Rows of ${name}`}>
      <Stack>
        <Group justify="space-between">
          <Group gap="sm">
            <HostLink id={host} name={name} />
            <Text size="sm" c="dimmed">
              {counted(rows.items.length, 'row')}
              {rows.more && ' so far'}
            </Text>
          </Group>
          <ExportMenu
            size="xs"
            label="Export"
            path={(format) => rowsExport(campaign.id, format, host)}
          />
        </Group>
        {rows.error !== null && <ErrorNotice error={rows.error} retry={rows.reload} />}
        {rows.loading ? (
          <Loading label="Loading rows" />
        ) : (
          <RowsTable
            label={`Rows of ${name}`}
            hosts={false}
            rows={rows.items}
            more={rows.more}
            onMore={rows.loadMore}
            height="calc(100dvh - 170px)"
            empty={
              <Text size="sm" c="dimmed">
                No rows of this host.
              </Text>
            }
          />
        )}
      </Stack>
    </Drawer>
  );
}

function ValueRows({
  campaign,
  column,
  sought,
  onClose,
}: {
  campaign: Campaign;
  column: string;
  sought: Sought;
  onClose: () => void;
}) {
  const rows = useValueRows(campaign.id, column, sought);
  const { items, more, loadingMore, loadMore } = rows;
  const hosts = new Set(items.map((row) => row.host_id)).size;
  // Of a large campaign one answer has what was found in a part of it.
  const seeking = more && rows.error === null && items.length < ROWS_EACH;
  useEffect(() => {
    if (seeking && !loadingMore) {
      loadMore();
    }
  }, [seeking, loadingMore, loadMore]);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={`Rows with ${column} = ${headed(sought, items[0]?.columns[column])}`}
    >
      <Stack>
        {rows.error !== null && <ErrorNotice error={rows.error} retry={rows.reload} />}
        {rows.loading ? (
          <Loading label="Loading rows" />
        ) : (
          <>
            <Group gap="sm" role="status">
              <Text size="sm">
                {counted(hosts, 'host')}, {counted(items.length, 'row')}
                {more && ' so far'}
              </Text>
              {seeking && <Loader size="xs" aria-label="Looking through more rows" />}
            </Group>
            <RowsTable
              label={`Rows with this value of ${column}`}
              rows={items}
              more={more}
              onMore={loadMore}
              height="calc(100dvh - 150px)"
              empty={
                !more &&
                rows.error === null && (
                  <Text size="sm" c="dimmed">
                    No row has this value any more.
                  </Text>
                )
              }
            />
          </>
        )}
      </Stack>
    </Drawer>
  );
}
