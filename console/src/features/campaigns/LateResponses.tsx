import { Badge, Button, Group, Text } from '@mantine/core';
import { count } from '../../lib/time';
import { useUrl } from '../../lib/url';
import { HostLink } from '../../parts/HostLink';
import { DataTable, type Column } from '../../ui/DataTable';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { Section } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { useResponses, type Campaign, type HostResponse } from './api';
import { LateOrAll, useLateOnly } from './LateOrAll';

function columns(all: boolean, onOpen: (host: HostResponse) => void): Column<HostResponse>[] {
  return [
    {
      key: 'host',
      title: 'Host',
      cell: (response) => (
        <Group gap="xs">
          <HostLink id={response.host_id} />
          <Text size="sm" c="dimmed">
            {response.hostname}
          </Text>
        </Group>
      ),
    },
    {
      key: 'rows',
      title: 'Rows returned',
      cell: (response) => (
        <Group gap="xs">
          {count(response.rows)}
          {response.truncated && <Badge color="yellow">rows truncated</Badge>}
        </Group>
      ),
    },
    {
      key: 'at',
      title: 'Responded at',
      cell: (response) => (
        <Group gap="xs">
          <RelativeTime at={response.responded_at} />
          {all && response.late && (
            <Badge size="xs" color="red">
              late
            </Badge>
          )}
        </Group>
      ),
    },
    {
      key: 'view',
      title: 'View rows',
      cell: (response) =>
        response.rows > 0 && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`View rows of ${response.hostname}`}
            onClick={(event) => {
              event.stopPropagation();
              onOpen(response);
            }}
          >
            View rows
          </Button>
        ),
    },
  ];
}

/** Hosts that answered after the live window, or all that answered (V-6). */
export function LateResponses({ campaign, refetchMs }: { campaign: Campaign; refetchMs: number }) {
  const setUrl = useUrl()[1];
  const late = useLateOnly();
  const responses = useResponses(campaign.id, late, refetchMs);
  const open = ({ host_id }: HostResponse) => setUrl({ host: host_id }, true);
  return (
    <Section
      title={late ? 'Late Responses' : 'All responses'}
      actions={<LateOrAll label="Which responses" />}
    >
      {responses.error !== null && <ErrorNotice error={responses.error} retry={responses.reload} />}
      {responses.loading ? (
        <Loading label="Loading responses" />
      ) : (
        <DataTable
          label={late ? 'Hosts that answered late' : 'Hosts that answered'}
          columns={columns(!late, open)}
          rows={responses.items}
          rowKey={(response) => `${response.host_id} ${response.query_id}`}
          rowProps={(response) => (response.rows > 0 ? { onClick: () => open(response) } : {})}
          more={responses.more}
          onMore={responses.loadMore}
          height="420px"
          empty={
            responses.error === null && (
              <Text size="sm" c="dimmed">
                {late ? 'No host answered after the live window.' : 'No host answered so far.'}
              </Text>
            )
          }
        />
      )}
    </Section>
  );
}
