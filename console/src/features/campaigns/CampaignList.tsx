import { Anchor, Box, Button, Chip, Group, Select, Stack, Text, Tooltip } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { may, usePerson } from '../../lib/session';
import { count } from '../../lib/time';
import { useUrl } from '../../lib/url';
import { KindBadge, StatusDot } from '../../parts/badges';
import { OFFLINE_CAMPAIGNS, useFlags } from '../../parts/flag';
import { DataTable, type Column } from '../../ui/DataTable';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { SearchInput } from '../../ui/SearchInput';
import { nag } from './age';
import { useCampaigns, type Filters, type Summary } from './api';
import classes from './campaigns.module.css';
import { DisabledNotice, DisabledState, FlagFooter, NoneYet } from './FlagState';
import { StopDialog } from './StopDialog';

/** Campaigns, newest first: what was asked, how much is outstanding, and the stop of what is old. */
export function CampaignList() {
  const flags = useFlags();
  const flag = flags.data?.find(({ key }) => key === OFFLINE_CAMPAIGNS);
  const [{ kind = '', status = '', q = '' }, setUrl] = useUrl();
  const campaigns = useCampaigns({ kind, status, q });
  const filtered = kind !== '' || status !== '' || q !== '';
  const none = campaigns.items.length === 0 && !campaigns.loading && campaigns.error === null;
  const bare = none && !filtered;
  return (
    <Page title="Campaigns">
      {flag && !flag.enabled && !bare && <DisabledNotice />}
      {!(bare && flag?.enabled === false) && (
        <Toolbar filters={{ kind, status, q }} onChange={setUrl} />
      )}
      {campaigns.error !== null && <ErrorNotice error={campaigns.error} retry={campaigns.reload} />}
      {campaigns.loading && <Loading label="Loading campaigns" />}
      {bare && !flags.isPending && (flag?.enabled === false ? <DisabledState /> : <NoneYet />)}
      {none && filtered && (
        <Nothing onClear={() => setUrl({ kind: '', status: '', q: '' }, true)} />
      )}
      {campaigns.items.length > 0 && (
        <Campaigns rows={campaigns.items} more={campaigns.more} onMore={campaigns.loadMore} />
      )}
      {flag && <FlagFooter flag={flag} />}
    </Page>
  );
}

function Nothing({ onClear }: { onClear: () => void }) {
  return (
    <Stack align="center" py="xl" gap="xs">
      <Text>No campaign fits these filters.</Text>
      <Button variant="default" size="xs" onClick={onClear}>
        Clear filters
      </Button>
    </Stack>
  );
}

function Toolbar({
  filters,
  onChange,
}: {
  filters: Filters;
  onChange: (change: Record<string, string>, push?: boolean) => void;
}) {
  return (
    <Group gap="sm" justify="space-between">
      <Chip.Group value={filters.kind} onChange={(kind) => onChange({ kind: String(kind) }, true)}>
        <Group gap={6} role="radiogroup" aria-label="Kind">
          <Chip size="xs" value="">
            All kinds
          </Chip>
          <Chip size="xs" value="ioc_hunt">
            ioc_hunt
          </Chip>
          <Chip size="xs" value="osquery">
            osquery
          </Chip>
        </Group>
      </Chip.Group>
      <Group gap="sm" flex="1 1 280px" justify="flex-end" wrap="nowrap">
        <Select
          aria-label="Status"
          w={150}
          allowDeselect={false}
          value={filters.status}
          onChange={(status) => onChange({ status: status ?? '' }, true)}
          data={[
            { value: '', label: 'Not archived' },
            { value: 'active', label: 'Active' },
            { value: 'stopped', label: 'Stopped' },
            { value: 'archived', label: 'Archived' },
          ]}
        />
        <SearchInput
          label="Search by name"
          flex="1 1 auto"
          maw={280}
          value={filters.q}
          onSearch={(q) => onChange({ q })}
        />
      </Group>
    </Group>
  );
}

function Campaigns({
  rows,
  more,
  onMore,
}: {
  rows: readonly Summary[];
  more: boolean;
  onMore: () => void;
}) {
  const admin = may.administer(usePerson());
  const navigate = useNavigate();
  const [stopping, setStopping] = useState<Summary | null>(null);
  return (
    <>
      <DataTable
        label="Campaigns"
        rows={rows}
        rowKey={(row) => row.id}
        columns={admin ? [...COLUMNS, stopColumn(setStopping)] : COLUMNS}
        rowProps={(row) => {
          const message = nag(row.status, row.age_color);
          return {
            onClick: () => void navigate({ to: '/campaigns/$id', params: { id: row.id } as never }),
            ...(message && {
              title: message,
              className: classes.aged,
              'data-age': row.age_color,
            }),
          };
        }}
        more={more}
        onMore={onMore}
      />
      {stopping && <StopDialog campaign={stopping} onClose={() => setStopping(null)} />}
    </>
  );
}

const COLUMNS: readonly Column<Summary>[] = [
  { key: 'name', title: 'Name', cell: (row) => <Name campaign={row} /> },
  { key: 'kind', title: 'Kind', wide: true, cell: (row) => <KindBadge kind={row.kind} /> },
  { key: 'status', title: 'Status', wide: true, cell: (row) => <StatusDot status={row.status} /> },
  number('assigned', 'Assigned', (row) => row.hosts.assigned, true),
  number('responded', 'Responded', (row) => row.hosts.responded, true),
  number('pending', 'Pending', (row) => row.hosts.pending),
  number('hits', 'Hits', (row) => row.hits, true),
  {
    key: 'created',
    title: 'Created',
    wide: true,
    cell: (row) => <RelativeTime at={row.created_at} />,
  },
];

function number(
  key: string,
  title: string,
  of: (row: Summary) => number,
  wide = false,
): Column<Summary> {
  return { key, title, wide, numeric: true, cell: (row) => count(of(row)) };
}

function stopColumn(onStop: (campaign: Summary) => void): Column<Summary> {
  return {
    key: 'stop',
    title: 'Stop',
    cell: (row) =>
      row.status === 'active' && (
        <Button
          size="compact-xs"
          color="red"
          variant="outline"
          aria-label={`Stop ${row.name}`}
          onClick={(event) => {
            event.stopPropagation();
            onStop(row);
          }}
        >
          Stop
        </Button>
      ),
  };
}

function Name({ campaign }: { campaign: Summary }) {
  const message = nag(campaign.status, campaign.age_color);
  return (
    <Group gap={6}>
      <Anchor
        component={Link}
        to="/campaigns/$id"
        params={{ id: campaign.id } as never}
        size="sm"
        fw={500}
        onClick={(event) => event.stopPropagation()}
      >
        {campaign.name}
      </Anchor>
      {message && (
        <Tooltip label={message} events={{ hover: true, focus: true, touch: true }}>
          <Box component="span" role="img" aria-label={message} tabIndex={0} lh={0}>
            <IconClockExclamation size={16} aria-hidden />
          </Box>
        </Tooltip>
      )}
      <Group hiddenFrom="sm" gap={6} w="100%">
        <KindBadge kind={campaign.kind} />
        <StatusDot status={campaign.status} />
      </Group>
    </Group>
  );
}
