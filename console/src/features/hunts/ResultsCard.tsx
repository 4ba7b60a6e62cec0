import { Anchor, Badge, Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { count, counted, exact } from '../../lib/time';
import { useUrl } from '../../lib/url';
import { IocTypeBadge, SeverityBadge, shortValue } from '../../parts/badges';
import { Evidence } from '../../parts/Evidence';
import { HostLink } from '../../parts/HostLink';
import { DataTable, type Column } from '../../ui/DataTable';
import { LiveState } from '../../ui/LiveState';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Section } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { SearchInput } from '../../ui/SearchInput';
import { useResults, type Hunt, type Match } from './api';
import { isOver } from './hunt';
import { containing, inOrder, keyOf } from './results';

function columns(open: (match: Match) => void): readonly Column<Match>[] {
  return [
    {
      key: 'type',
      title: 'Type',
      wide: true,
      cell: (match) => <IocTypeBadge type={match.ioc_type} />,
    },
    {
      key: 'value',
      title: 'Value',
      sortable: true,
      cell: (match) => (
        <>
          <Text size="sm" className="mono" title={match.ioc_value}>
            {shortValue(match.ioc_type, match.ioc_value)}
          </Text>
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {match.hostname || match.host_id.slice(0, 8)}
          </Text>
        </>
      ),
    },
    {
      key: 'severity',
      title: 'Severity',
      sortable: true,
      cell: (match) => <SeverityBadge severity={match.severity} />,
    },
    {
      key: 'host',
      title: 'Host',
      wide: true,
      sortable: true,
      cell: (match) => <HostLink id={match.host_id} name={match.hostname || undefined} />,
    },
    {
      key: 'rows',
      title: 'Rows',
      numeric: true,
      wide: true,
      sortable: true,
      cell: (match) => count(match.rows),
    },
    {
      key: 'evidence',
      title: 'Evidence',
      cell: (match) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Show evidence of ${match.ioc_value} on ${match.hostname}`}
          onClick={(event) => {
            event.stopPropagation();
            open(match);
          }}
        >
          Show
        </Button>
      ),
    },
    {
      key: 'reported',
      title: 'Reported at',
      wide: true,
      sortable: true,
      cell: (match) => (
        <Group gap={6} wrap="nowrap">
          <RelativeTime at={match.reported_at} />
          {match.late && <Badge color="red">late</Badge>}
        </Group>
      ),
    },
  ];
}

/** What a hunt has found: one row for each host and indicator, as they come. */
export function ResultsCard({ hunt }: { hunt: Hunt }) {
  const [search, change] = useUrl();
  const found = useResults(hunt.id);
  const q = search['q'] ?? '';
  const by = search['by'];
  const descending = search['down'] === '1';
  const rows = useMemo(
    () => inOrder(containing(found.results, q), by, descending),
    [found.results, q, by, descending],
  );
  const opened = found.results.find((match) => keyOf(match) === search['result']);
  const open = (match: Match) => change({ result: keyOf(match) }, true);
  return (
    <Section
      title={`Results (${count(found.results.length)}${found.more ? '+' : ''})`}
      actions={
        <>
          <SearchInput
            label="Search host or value"
            value={q}
            onSearch={(text) => change({ q: text })}
          />
          <LiveState state={found.state} />
        </>
      }
    >
      {found.error !== null && found.results.length === 0 && <ErrorNotice error={found.error} />}
      {found.loading && found.results.length === 0 ? (
        <Loading label="Loading results" />
      ) : (
        <DataTable
          label="Results"
          columns={columns(open)}
          rows={rows}
          rowKey={keyOf}
          rowProps={(match) => ({ onClick: () => open(match) })}
          more={found.more}
          onMore={found.loadMore}
          order={by === undefined ? { key: 'reported', descending: true } : { key: by, descending }}
          onOrder={(order) => change({ by: order.key, down: order.descending ? '1' : '' })}
          empty={found.error === null && <Nothing hunt={hunt} searched={q !== ''} />}
        />
      )}
      <Drawer
        opened={opened !== undefined}
        onClose={() => change({ result: '' })}
        title="Match"
        position="right"
        size="lg"
      >
        {opened !== undefined && <Shown match={opened} />}
      </Drawer>
    </Section>
  );
}

function Nothing({ hunt, searched }: { hunt: Hunt; searched: boolean }) {
  if (searched) {
    return <EmptyState title="No match of this host or value" />;
  }
  return isOver(hunt.status) ? (
    <EmptyState title="Nothing matched">
      {counted(hunt.responded_hosts, 'host')} responded, none of them with a match.
    </EmptyState>
  ) : (
    <EmptyState title="No match yet">Matches appear here as hosts respond.</EmptyState>
  );
}

function Shown({ match }: { match: Match }) {
  return (
    <Stack>
      <Group gap="xs">
        <IocTypeBadge type={match.ioc_type} />
        <SeverityBadge severity={match.severity} />
        {match.late && <Badge color="red">late</Badge>}
      </Group>
      <Text className="mono" style={{ overflowWrap: 'anywhere' }}>
        {match.ioc_value}
      </Text>
      <Text component="div" size="sm">
        On <HostLink id={match.host_id} name={match.hostname || undefined} />, reported{' '}
        {exact(match.reported_at)}
      </Text>
      <Text size="sm" c="dimmed">
        {counted(match.rows, 'row')} matched; the first one is the evidence:
      </Text>
      <Evidence row={match.evidence} />
      {match.alert_id !== null && (
        <Anchor
          component={Link}
          to="/alerts"
          search={
            { alert: match.alert_id, open: '1', state: 'all', host_id: match.host_id } as never
          }
          size="sm"
        >
          Its alert →
        </Anchor>
      )}
    </Stack>
  );
}
