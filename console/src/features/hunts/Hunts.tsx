import { Anchor, Box, Group, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { count } from '../../lib/time';
import { useUrl } from '../../lib/url';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Page, Section } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { SearchInput } from '../../ui/SearchInput';
import { useHunts, type Hunt } from './api';
import { HuntStatusBadge } from './HuntStatusBadge';
import { Launch } from './Launch';

const COLUMNS: readonly Column<Hunt>[] = [
  {
    key: 'name',
    title: 'Name',
    cell: (hunt) => (
      <Box miw={96}>
        <Anchor
          component={Link}
          to="/hunts/$id"
          params={{ id: hunt.id } as never}
          size="sm"
          onClick={(event) => event.stopPropagation()}
        >
          {hunt.name}
        </Anchor>
        <Box hiddenFrom="sm">
          <HuntStatusBadge status={hunt.status} />
        </Box>
      </Box>
    ),
  },
  {
    key: 'status',
    title: 'Status',
    wide: true,
    cell: (hunt) => <HuntStatusBadge status={hunt.status} />,
  },
  {
    key: 'indicators',
    title: 'Indicators',
    numeric: true,
    wide: true,
    cell: (hunt) => count(hunt.indicators),
  },
  {
    key: 'responded',
    title: 'Responded',
    numeric: true,
    cell: (hunt) => `${count(hunt.responded_hosts)} / ${count(hunt.total_hosts)}`,
  },
  {
    key: 'matched',
    title: 'Matched',
    numeric: true,
    cell: (hunt) => (
      <Text size="sm" fw={hunt.matched_hosts > 0 ? 700 : 400} span>
        {count(hunt.matched_hosts)}
      </Text>
    ),
  },
  {
    key: 'campaign',
    title: 'Campaign',
    wide: true,
    cell: (hunt) =>
      hunt.campaign_id === null ? (
        <Text size="sm" c="dimmed" span>
          live-only
        </Text>
      ) : (
        <Anchor
          component={Link}
          to="/campaigns/$id"
          params={{ id: hunt.campaign_id } as never}
          size="sm"
          aria-label={`view campaign of ${hunt.name}`}
          onClick={(event) => event.stopPropagation()}
        >
          view
        </Anchor>
      ),
  },
  {
    key: 'created',
    title: 'Created',
    wide: true,
    cell: (hunt) => <RelativeTime at={hunt.created_at} />,
  },
];

/** Hunts: launch one, and read those that were. */
export function Hunts() {
  return (
    <Page title="Hunts">
      <Launch />
      <List />
    </Page>
  );
}

function List() {
  const [search, change] = useUrl();
  const navigate = useNavigate();
  const q = search['q'] ?? '';
  const hunts = useHunts(q);
  return (
    <Section
      title="All hunts"
      actions={<SearchInput label="Search by name" value={q} onSearch={(q) => change({ q })} />}
    >
      {hunts.error !== null && (
        <Group grow mb="sm">
          <ErrorNotice error={hunts.error} retry={hunts.reload} />
        </Group>
      )}
      {hunts.loading ? (
        <Loading label="Loading hunts" />
      ) : (
        <DataTable
          label="Hunts"
          columns={COLUMNS}
          rows={hunts.items}
          rowKey={(hunt) => hunt.id}
          rowProps={(hunt) => ({
            onClick: () => void navigate({ to: '/hunts/$id', params: { id: hunt.id } as never }),
          })}
          more={hunts.more}
          onMore={hunts.loadMore}
          empty={
            hunts.error === null && (
              <EmptyState title={q === '' ? 'No hunts yet' : 'No hunt of this name'}>
                {q === ''
                  ? 'Type a value above to ask the fleet for it.'
                  : 'Search for another part of the name.'}
              </EmptyState>
            )
          }
        />
      )}
    </Section>
  );
}
