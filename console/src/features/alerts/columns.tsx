import { Anchor, Badge, Button, Text } from '@mantine/core';
import { count } from '../../lib/time';
import { IocTypeBadge, SeverityBadge, shortValue } from '../../parts/badges';
import { HostLink } from '../../parts/HostLink';
import type { Column } from '../../ui/DataTable';
import { RelativeTime } from '../../ui/RelativeTime';
import type { Alert } from './api';

export interface Acts {
  open: (alert: Alert) => void;
  acknowledge: (alert: Alert) => void;
  waiting: ReadonlySet<string>;
}

/** The list's columns. */
export function columns({ open, acknowledge, waiting }: Acts): readonly Column<Alert>[] {
  return [
    {
      key: 'severity',
      title: 'Severity',
      width: 100,
      cell: (alert) => <SeverityBadge severity={alert.severity} />,
    },
    {
      key: 'type',
      title: 'Type',
      wide: true,
      cell: (alert) => <IocTypeBadge type={alert.ioc_type} />,
    },
    {
      key: 'value',
      title: 'Value',
      cell: (alert) => (
        <>
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="left"
            className="mono"
            title={alert.ioc_value}
            style={{ overflowWrap: 'anywhere' }}
            onClick={(event) => {
              event.stopPropagation();
              open(alert);
            }}
          >
            {shortValue(alert.ioc_type, alert.ioc_value)}
          </Anchor>
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {alert.hostname || alert.host_id.slice(0, 8)}
          </Text>
        </>
      ),
    },
    {
      key: 'host',
      title: 'Host',
      wide: true,
      cell: (alert) => <HostLink id={alert.host_id} name={alert.hostname || undefined} />,
    },
    {
      key: 'source',
      title: 'Source',
      wide: true,
      cell: (alert) => (
        <>
          <Badge color={alert.source === 'campaign' ? 'blue' : 'green'}>{alert.source}</Badge>
          {alert.late && (
            <Badge color="red" ml={6}>
              late
            </Badge>
          )}
        </>
      ),
    },
    { key: 'rows', title: 'Rows', numeric: true, wide: true, cell: (alert) => count(alert.rows) },
    {
      key: 'detected',
      title: 'Detected',
      wide: true,
      cell: (alert) => <RelativeTime at={alert.detected_at} />,
    },
    {
      key: 'acknowledged',
      title: 'Acknowledged',
      cell: (alert) => <State alert={alert} waiting={waiting} onAcknowledge={acknowledge} />,
    },
  ];
}

function State({
  alert,
  waiting,
  onAcknowledge,
}: {
  alert: Alert;
  waiting: ReadonlySet<string>;
  onAcknowledge: (alert: Alert) => void;
}) {
  if (alert.acknowledged_at !== null) {
    return (
      <Text component="div" size="sm">
        <RelativeTime at={alert.acknowledged_at} /> by {alert.acknowledged_by}
      </Text>
    );
  }
  if (waiting.has(alert.id)) {
    return <Text size="sm">just now</Text>;
  }
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={`Acknowledge ${alert.ioc_value} on ${alert.hostname}`}
      onClick={(event) => {
        event.stopPropagation();
        onAcknowledge(alert);
      }}
    >
      Acknowledge
    </Button>
  );
}
