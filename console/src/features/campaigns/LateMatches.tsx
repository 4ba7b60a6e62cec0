import { Badge, Button, Drawer, Group, Text } from '@mantine/core';
import { useUrl } from '../../lib/url';
import { IocTypeBadge, shortValue } from '../../parts/badges';
import { HostLink } from '../../parts/HostLink';
import { DataTable, type Column } from '../../ui/DataTable';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { Section } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { useLinkedMatch, useMatches, type Campaign, type LateMatch } from './api';
import { LateOrAll, useLateOnly } from './LateOrAll';
import { EvidenceDrawer } from './EvidenceDrawer';

/** Names a match in the address: each has an alert of its own. */
const keyOf = (match: LateMatch) => match.alert_id;

function columns(all: boolean, onOpen: (key: string) => void): Column<LateMatch>[] {
  return [
    { key: 'type', title: 'IOC Type', cell: (match) => <IocTypeBadge type={match.ioc_type} /> },
    {
      key: 'value',
      title: 'IOC Value',
      cell: (match) => (
        <Text size="sm" className="mono" title={match.ioc_value}>
          {shortValue(match.ioc_type, match.ioc_value)}
        </Text>
      ),
    },
    {
      key: 'host',
      title: 'Host',
      cell: (match) => (
        <Group gap="xs">
          <HostLink id={match.host_id} />
          <Text size="sm" c="dimmed">
            {match.hostname}
          </Text>
        </Group>
      ),
    },
    {
      key: 'at',
      title: 'Reported At',
      cell: (match) => (
        <Group gap="xs">
          <RelativeTime at={match.reported_at} />
          {all && match.late && (
            <Badge size="xs" color="red">
              late
            </Badge>
          )}
        </Group>
      ),
    },
    {
      key: 'evidence',
      title: 'Evidence',
      wide: true,
      cell: (match) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`View evidence on ${match.hostname}`}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(keyOf(match));
          }}
        >
          View
        </Button>
      ),
    },
  ];
}

/** Matches that arrived after the live window, or all (V-6). */
export function LateMatches({ campaign, refetchMs }: { campaign: Campaign; refetchMs: number }) {
  const [{ match = '' }, setUrl] = useUrl();
  const late = useLateOnly();
  const matches = useMatches(campaign.id, late, refetchMs);
  const loaded = matches.items.find((each) => keyOf(each) === match);
  return (
    <Section
      title={late ? 'Late Matches' : 'All matches'}
      actions={<LateOrAll label="Which matches" />}
    >
      {matches.error !== null && <ErrorNotice error={matches.error} retry={matches.reload} />}
      {matches.loading ? (
        <Loading label="Loading matches" />
      ) : (
        <DataTable
          label={late ? 'What matched late' : 'What matched'}
          columns={columns(!late, (key) => setUrl({ match: key }, true))}
          rows={matches.items}
          rowKey={keyOf}
          rowProps={(each) => ({ onClick: () => setUrl({ match: keyOf(each) }, true) })}
          more={matches.more}
          onMore={matches.loadMore}
          height="420px"
          empty={
            matches.error === null && (
              <Text size="sm" c="dimmed">
                {late ? 'No match arrived after the live window.' : 'Nothing matched so far.'}
              </Text>
            )
          }
        />
      )}
      {match !== '' && (
        <Evidence
          campaign={campaign.id}
          loaded={loaded}
          asked={matches.loading ? '' : match}
          onClose={() => setUrl({ match: '' })}
        />
      )}
    </Section>
  );
}

/** A match that is opened, also one that is not among those that are loaded. */
function Evidence({
  campaign,
  loaded,
  asked,
  onClose,
}: {
  campaign: string;
  loaded: LateMatch | undefined;
  asked: string;
  onClose: () => void;
}) {
  const linked = useLinkedMatch(campaign, loaded === undefined ? asked : '');
  const match = loaded ?? linked.data;
  return match ? (
    <EvidenceDrawer campaign={campaign} match={match} onClose={onClose} />
  ) : (
    <Drawer opened onClose={onClose} position="right" size="lg" title="Evidence">
      {linked.error === null ? (
        <Loading label="Loading the match" />
      ) : (
        <ErrorNotice error={linked.error} retry={() => void linked.refetch()} />
      )}
    </Drawer>
  );
}
