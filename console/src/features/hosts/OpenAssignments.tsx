import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { count } from '../../lib/time';
import { StatusDot } from '../../parts/badges';
import { DataTable, type Column } from '../../ui/DataTable';
import { RelativeTime } from '../../ui/RelativeTime';
import { useCampaignName, type OpenAssignment } from './api';

const COLUMNS: readonly Column<OpenAssignment>[] = [
  {
    key: 'campaign',
    title: 'Campaign',
    cell: ({ campaign_id }) =>
      campaign_id === null ? 'Live query' : <CampaignLink id={campaign_id} />,
  },
  {
    key: 'state',
    title: 'State',
    // Leased and draining are pending to who asked: the answer is out.
    cell: () => <StatusDot status="pending" />,
  },
  { key: 'attempts', title: 'Attempts', numeric: true, cell: (each) => count(each.attempts) },
  {
    key: 'leased',
    title: 'Leased until',
    cell: (each) => <RelativeTime at={each.leased_until} />,
  },
];

/** What a host has still to answer. */
export function OpenAssignments({ assignments }: { assignments: readonly OpenAssignment[] }) {
  return (
    <DataTable
      label="Assignments"
      columns={COLUMNS}
      rows={assignments}
      rowKey={(each) => `${each.campaign_id} ${each.query_id}`}
      height="360px"
      empty={
        <Text size="sm" c="dimmed">
          None: it has answered everything that it was asked.
        </Text>
      }
    />
  );
}

function CampaignLink({ id }: { id: string }) {
  const name = useCampaignName(id);
  return (
    <Anchor component={Link} to="/campaigns/$id" params={{ id } as never} size="sm" title={id}>
      {name ?? id.slice(0, 8)}
    </Anchor>
  );
}
