import { Anchor, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IocTypeBadge, SeverityBadge, shortValue } from '../../parts/badges';
import { DataTable, type Column } from '../../ui/DataTable';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { RelativeTime } from '../../ui/RelativeTime';
import { useHostAlerts, type Alert } from './api';

const COLUMNS: readonly Column<Alert>[] = [
  { key: 'at', title: 'Detected', cell: (alert) => <RelativeTime at={alert.detected_at} /> },
  {
    key: 'severity',
    title: 'Severity',
    cell: ({ severity }) => <SeverityBadge severity={severity} />,
  },
  {
    key: 'indicator',
    title: 'Indicator',
    cell: ({ ioc_type, ioc_value }) => (
      <Group gap={6}>
        <IocTypeBadge type={ioc_type} />
        <Text size="sm" className="mono" title={ioc_value}>
          {shortValue(ioc_type, ioc_value)}
        </Text>
      </Group>
    ),
  },
  {
    key: 'campaign',
    title: 'Campaign',
    wide: true,
    cell: ({ campaign_id }) =>
      campaign_id === null ? (
        '—'
      ) : (
        <Anchor
          component={Link}
          to="/campaigns/$id"
          params={{ id: campaign_id } as never}
          size="sm"
          className="mono"
          title={campaign_id}
        >
          {campaign_id.slice(0, 8)}
        </Anchor>
      ),
  },
  {
    key: 'acknowledged',
    title: 'Acknowledged',
    wide: true,
    cell: (alert) =>
      alert.acknowledged_at === null ? (
        'No'
      ) : (
        <>
          <RelativeTime at={alert.acknowledged_at} /> by {alert.acknowledged_by}
        </>
      ),
  },
];

/** What was found on a host, newest first. */
export function HostAlerts({ host }: { host: string }) {
  const alerts = useHostAlerts(host);
  if (alerts.loading) {
    return <Loading />;
  }
  return (
    <>
      {alerts.error !== null && <ErrorNotice error={alerts.error} retry={alerts.reload} />}
      {(alerts.error === null || alerts.items.length > 0) && (
        <DataTable
          label="Alerts of this host"
          columns={COLUMNS}
          rows={alerts.items}
          rowKey={(alert) => alert.id}
          more={alerts.more}
          onMore={alerts.loadMore}
          height="420px"
          empty={
            <Text size="sm" c="dimmed">
              No alerts of this host.
            </Text>
          }
        />
      )}
    </>
  );
}
