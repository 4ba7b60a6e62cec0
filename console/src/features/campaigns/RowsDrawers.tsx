import { Button, Drawer, Group, Loader, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { count, counted } from '../../lib/time';
import { useUrl } from '../../lib/url';
import { HostLink } from '../../parts/HostLink';
import { RowsTable } from '../../parts/RowsTable';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { rowsExport, useAllRows, useHostRows, type Campaign } from './api';
import { ExportMenu } from './ExportMenu';
import { having, picked, shown, type Picked } from './picked';

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

/** How many rows are looked through before one is asked whether to go on. */
const LOOK_THROUGH = 20_000;

function ValueRows({
  campaign,
  column,
  sought,
  onClose,
}: {
  campaign: Campaign;
  column: string;
  sought: Picked;
  onClose: () => void;
}) {
  const rows = useAllRows(campaign.id);
  const found = having(rows.items, column, sought);
  const hosts = new Set(found.map((row) => row.host_id)).size;
  const { more, loadingMore, loadMore } = rows;
  const [bound, setBound] = useState(LOOK_THROUGH);
  const seeking = more && rows.error === null && rows.items.length < bound;
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
      title={`Rows with ${column} = ${shown(sought)}`}
    >
      <Stack>
        {rows.error !== null && <ErrorNotice error={rows.error} retry={rows.reload} />}
        <Group gap="sm" role="status">
          <Text size="sm">
            {counted(hosts, 'host')}, {counted(found.length, 'row')}
            {more && ` among the first ${count(rows.items.length)} rows`}
          </Text>
          {more &&
            (seeking ? (
              <Loader size="xs" aria-label="Looking through more rows" />
            ) : (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => setBound(rows.items.length + LOOK_THROUGH)}
              >
                Look further
              </Button>
            ))}
        </Group>
        {rows.loading ? (
          <Loading label="Loading rows" />
        ) : (
          <RowsTable
            label={`Rows with this value of ${column}`}
            rows={found}
            height="calc(100dvh - 150px)"
            empty={
              !more && (
                <Text size="sm" c="dimmed">
                  No row has this value any more.
                </Text>
              )
            }
          />
        )}
      </Stack>
    </Drawer>
  );
}
