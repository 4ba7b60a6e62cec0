import { Anchor, Button, Code, Drawer, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { exact } from '../../lib/time';
import { useUrl } from '../../lib/url';
import { AdminOnly } from '../../parts/AdminOnly';
import { Copy } from '../../ui/Copy';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState, ErrorNotice, Loading } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { SearchInput } from '../../ui/SearchInput';
import { exportAudit, useAudit, type Entry } from './api';
import {
  ACTIONS,
  filtersOf,
  placeOf,
  preview,
  serviceOf,
  toInstant,
  toLocal,
  type Filters,
} from './entries';

/** Settings → Audit: who changed what, and when, in every service. */
export function Audit() {
  return (
    <AdminOnly title="Audit">
      <Trail />
    </AdminOnly>
  );
}

function Trail() {
  const [search, setUrl] = useUrl();
  const filters = filtersOf(search);
  const audit = useAudit(filters);
  const opened = search['entry'] ?? '';
  const open = (id: string) => setUrl({ entry: id }, true);
  const columns: Column<Entry>[] = [
    { key: 'at', title: 'When', cell: ({ at }) => <RelativeTime at={at} /> },
    { key: 'actor', title: 'Who', cell: ({ actor }) => actor },
    {
      key: 'action',
      title: 'Action',
      cell: ({ id, action }) => (
        <Anchor
          component="button"
          size="sm"
          ta="left"
          className="mono"
          onClick={(event) => {
            event.stopPropagation();
            open(id);
          }}
        >
          {action}
        </Anchor>
      ),
    },
    { key: 'subject', title: 'Subject', cell: (entry) => <Subject entry={entry} /> },
    {
      key: 'detail',
      title: 'Detail',
      wide: true,
      cell: ({ detail }) => (
        <Text size="xs" c="dimmed" lineClamp={2}>
          {preview(detail)}
        </Text>
      ),
    },
  ];
  const filtered = Object.values(filters).some((value) => value !== undefined);
  return (
    <Page
      title="Audit"
      actions={
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => exportAudit(filters)}
        >
          Export JSON Lines
        </Button>
      }
    >
      <FilterBar filters={filters} onFilter={setUrl} />
      {audit.error !== null && <ErrorNotice error={audit.error} retry={audit.reload} />}
      {audit.loading && <Loading />}
      {!audit.loading && (audit.error === null || audit.items.length > 0) && (
        <DataTable
          label="Audit trail"
          columns={columns}
          rows={audit.items}
          rowKey={(entry) => entry.id}
          rowProps={(entry) => ({
            onClick: () => open(entry.id),
            'aria-selected': entry.id === opened || undefined,
          })}
          more={audit.more}
          onMore={audit.loadMore}
          empty={
            filtered ? (
              <EmptyState
                title="Nothing matches these filters."
                action={
                  <Button
                    size="xs"
                    variant="default"
                    onClick={() => setUrl({ actor: '', action: '', since: '' }, true)}
                  >
                    Clear filters
                  </Button>
                }
              >
                The name of a person stands for all keys of theirs; an action for all below it.
              </EmptyState>
            ) : (
              <EmptyState title="Nothing was changed yet.">
                Every change that anybody makes is listed here.
              </EmptyState>
            )
          }
        />
      )}
      <Details
        opened={opened !== ''}
        entry={audit.items.find((entry) => entry.id === opened)}
        loading={audit.loading}
        onClose={() => setUrl({ entry: '' })}
      />
    </Page>
  );
}

function FilterBar({
  filters,
  onFilter,
}: {
  filters: Filters;
  onFilter: (change: Record<string, string>) => void;
}) {
  return (
    <Group gap="xs" role="search" aria-label="Filter the audit trail" align="flex-end">
      <SearchInput
        label="Who"
        value={filters.actor ?? ''}
        onSearch={(actor) => onFilter({ actor })}
        w={{ base: '100%', xs: 200 }}
      />
      <SearchInput
        label="Action, such as campaign"
        list="audit-actions"
        value={filters.action ?? ''}
        onSearch={(action) => onFilter({ action })}
        w={{ base: '100%', xs: 250 }}
      />
      <datalist id="audit-actions">
        {ACTIONS.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
      <TextInput
        type="datetime-local"
        aria-label="Since"
        leftSection={<Text size="sm">Since</Text>}
        leftSectionWidth={60}
        value={toLocal(filters.since ?? '')}
        onChange={(event) => onFilter({ since: toInstant(event.currentTarget.value) })}
        w={{ base: '100%', xs: 270 }}
      />
    </Group>
  );
}

function Subject({ entry }: { entry: Entry }) {
  const place = placeOf(entry.action, entry.subject);
  if (place === null) {
    return (
      <Text size="sm" title={entry.subject}>
        {entry.subject.length === 36 ? entry.subject.slice(0, 8) : entry.subject}
      </Text>
    );
  }
  return (
    <Anchor
      component={Link}
      to={place.to}
      params={{ id: place.id } as never}
      size="sm"
      className="mono"
      title={place.id}
      onClick={(event) => event.stopPropagation()}
    >
      {place.id.slice(0, 8)}
    </Anchor>
  );
}

function Details({
  opened,
  entry,
  loading,
  onClose,
}: {
  opened: boolean;
  entry: Entry | undefined;
  loading: boolean;
  onClose: () => void;
}) {
  const text = entry === undefined ? '' : JSON.stringify(entry.detail, null, 2);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="lg"
      title={entry?.action ?? 'Entry'}
    >
      {entry === undefined &&
        (loading ? (
          <Loading />
        ) : (
          <EmptyState title="Not among the entries that are loaded.">
            Narrow the filters to its time, or load more.
          </EmptyState>
        ))}
      {entry !== undefined && (
        <Stack>
          <Text size="sm">
            {exact(entry.at)} by <b>{entry.actor}</b>, in {serviceOf(entry.source)}
          </Text>
          <Text size="sm">
            Subject <Code>{entry.subject}</Code>
          </Text>
          <Group justify="space-between">
            <Text size="sm" fw={600}>
              Detail
            </Text>
            <Copy text={text} />
          </Group>
          <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {text}
          </Code>
        </Stack>
      )}
    </Drawer>
  );
}
