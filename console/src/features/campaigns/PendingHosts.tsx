import { Badge, Group, Text } from '@mantine/core';
import { count } from '../../lib/time';
import { HostLink } from '../../parts/HostLink';
import { DataTable, type Column } from '../../ui/DataTable';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { Section } from '../../ui/Page';
import { usePendingHosts, type Campaign, type PendingHost } from './api';

const COLUMNS: readonly Column<PendingHost>[] = [
  {
    key: 'host',
    title: 'Host',
    cell: (host) => (
      <Group gap="xs">
        <HostLink id={host.host_id} name={host.hostname ?? undefined} />
        {host.connected && (
          <Badge size="xs" color="green">
            connected
          </Badge>
        )}
      </Group>
    ),
  },
  {
    key: 'jobs',
    title: 'Pending jobs',
    numeric: true,
    width: 140,
    cell: (host) => count(host.pending_jobs),
  },
];

/** Each host that still owes an answer (V-5). */
export function PendingHosts({ campaign, refetchMs }: { campaign: Campaign; refetchMs: number }) {
  const hosts = usePendingHosts(campaign.id, refetchMs);
  return (
    <Section title="Pending hosts">
      {hosts.error !== null && <ErrorNotice error={hosts.error} retry={hosts.reload} />}
      {hosts.loading ? (
        <Loading label="Loading pending hosts" />
      ) : (
        <DataTable
          label="Hosts that still owe an answer"
          columns={COLUMNS}
          rows={hosts.items}
          rowKey={(host) => host.host_id}
          more={hosts.more}
          onMore={hosts.loadMore}
          height="360px"
          empty={
            hosts.error === null && (
              <Text size="sm" c="dimmed">
                No pending hosts — all assignments complete
              </Text>
            )
          }
        />
      )}
    </Section>
  );
}
