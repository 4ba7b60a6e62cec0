import { Badge, Button, Group, Select, Text, Tooltip } from '@mantine/core';
import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useUrl } from '../../lib/url';
import { StatusDot } from '../../parts/badges';
import { HostLink } from '../../parts/HostLink';
import { shownLabels } from '../../parts/labels';
import { PLATFORMS } from '../../parts/target';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { SearchInput } from '../../ui/SearchInput';
import { useHosts, useVersions, type Host } from './api';
import { filtersOf, NO_FILTERS, STATUSES, type Filters } from './filters';
import { newestFirst } from './versions';

const COLUMNS: readonly Column<Host>[] = [
  {
    key: 'hostname',
    title: 'Hostname',
    width: 170,
    cell: (host) => <HostLink id={host.id} name={host.hostname} />,
  },
  { key: 'status', title: 'Status', cell: ({ status }) => <StatusDot status={status} /> },
  { key: 'connected', title: 'Connected', cell: (host) => <Connected yes={host.connected} /> },
  { key: 'platform', title: 'Platform', wide: true, cell: ({ platform }) => platform },
  { key: 'os', title: 'OS version', wide: true, cell: (host) => host.os_version ?? '—' },
  {
    key: 'osquery',
    title: 'osquery',
    cell: ({ osquery_version }) => (
      <Text size="sm" className="mono">
        {osquery_version || '—'}
      </Text>
    ),
  },
  {
    key: 'seen',
    title: 'Last seen',
    cell: (host) => <RelativeTime at={host.last_seen} fallback="Never" />,
  },
  { key: 'labels', title: 'Labels', wide: true, cell: (host) => <LabelBadges host={host} /> },
];

/** Hosts: every machine that enrolled, found by name, state, version and label. */
export function Hosts() {
  const [search, setUrl] = useUrl();
  const navigate = useNavigate();
  const filters = filtersOf(search);
  const hosts = useHosts(filters);
  const filtered = Object.keys(filters).length > 0;
  return (
    <Page title="Hosts">
      <FilterBar filters={filters} onFilter={setUrl} />
      {hosts.error !== null && <ErrorNotice error={hosts.error} retry={hosts.reload} />}
      {hosts.loading && <Loading />}
      {!hosts.loading && (hosts.error === null || hosts.items.length > 0) && (
        <DataTable
          label="Hosts"
          columns={COLUMNS}
          rows={hosts.items}
          rowKey={(host) => host.id}
          rowProps={(host) => ({
            onClick: () => void navigate({ to: '/hosts/$id', params: { id: host.id } as never }),
          })}
          more={hosts.more}
          onMore={hosts.loadMore}
          empty={
            filtered ? (
              <EmptyState
                title="No host matches these filters."
                action={
                  <Button variant="default" size="xs" onClick={() => setUrl(NO_FILTERS, true)}>
                    Clear filters
                  </Button>
                }
              >
                Decommissioned hosts are listed only under the status decommissioned.
              </EmptyState>
            ) : (
              <EmptyState title="No hosts yet.">
                A machine appears here once its osquery enrolls with an enrollment secret: see
                Settings → Enrollment secrets.
              </EmptyState>
            )
          }
        />
      )}
    </Page>
  );
}

function FilterBar({
  filters,
  onFilter,
}: {
  filters: Filters;
  onFilter: (change: Record<string, string>, push?: boolean) => void;
}) {
  const versions = useVersions().data ?? [];
  const known = new Set(versions.map((each) => each.osquery_version ?? ''));
  // What was typed into the address stands in the list too.
  known.add(filters.osquery_version ?? '').delete('');
  return (
    <Group gap="xs" role="search" aria-label="Filter hosts">
      <SearchInput
        label="Search by hostname"
        value={filters.q ?? ''}
        onSearch={(q) => onFilter({ q })}
        w={{ base: '100%', xs: 240 }}
      />
      <Choice
        label="Status"
        options={STATUSES}
        value={filters.status}
        onPick={(status) => onFilter({ status })}
      />
      <Choice
        label="Platform"
        options={PLATFORMS}
        value={filters.platform}
        onPick={(platform) => onFilter({ platform })}
      />
      <Choice
        label="osquery version"
        options={[...known].toSorted(newestFirst)}
        value={filters.osquery_version}
        onPick={(osquery_version) => onFilter({ osquery_version })}
      />
      <SearchInput
        label="Label: env=prod"
        value={filters.label ?? ''}
        onSearch={(label) => onFilter({ label })}
        w={{ base: '100%', xs: 220 }}
      />
    </Group>
  );
}

function Choice({
  label,
  options,
  value,
  onPick,
}: {
  label: string;
  options: readonly string[];
  value: string | undefined;
  onPick: (value: string) => void;
}) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      clearable
      clearButtonProps={{ 'aria-label': `Any ${label}` }}
      data={[...options]}
      value={value ?? null}
      onChange={(picked) => onPick(picked ?? '')}
      w={{ base: 'calc(50% - 5px)', xs: 165 }}
    />
  );
}

function Connected({ yes }: { yes: boolean }) {
  const Icon = yes ? IconPlugConnected : IconPlugConnectedX;
  return (
    <Group gap={4} wrap="nowrap" c={yes ? undefined : 'dimmed'}>
      <Icon size={15} aria-hidden />
      <Text size="sm" inherit>
        {yes ? 'Yes' : 'No'}
      </Text>
    </Group>
  );
}

const LABELS_SHOWN = 3;

function LabelBadges({ host }: { host: Host }) {
  const labels = shownLabels(host.labels);
  const hidden = labels.slice(LABELS_SHOWN);
  return (
    <Group gap={4}>
      {labels.slice(0, LABELS_SHOWN).map((label) => (
        <Badge key={label} color="gray" title={label} miw={0} maw={220}>
          {label}
        </Badge>
      ))}
      {hidden.length > 0 && (
        <Tooltip label={hidden.join(', ')}>
          <Badge color="gray" variant="outline">
            +{hidden.length}
          </Badge>
        </Tooltip>
      )}
    </Group>
  );
}
