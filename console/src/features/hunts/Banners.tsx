import { Alert, Anchor, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { counted } from '../../lib/time';
import { RelativeTime } from '../../ui/RelativeTime';
import type { Hunt } from './api';
import { unanswered } from './hunt';

/** What one must know to read the hunt's numbers. */
export function Banners({ hunt }: { hunt: Hunt }) {
  return (
    <>
      {hunt.status === 'cancelled' && (
        <Alert color="gray" icon={<IconInfoCircle aria-hidden />} title="Cancelled">
          <Text component="div" size="sm">
            Cancelled <RelativeTime at={hunt.cancelled_at} />
            {hunt.cancelled_by !== null && ` by ${hunt.cancelled_by}`}.
            {hunt.campaign_id !== null && ' Its campaign goes on.'}
          </Text>
        </Alert>
      )}
      {hunt.status === 'partial' && <Partial hunt={hunt} />}
      {hunt.status === 'failed' && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title="Failed">
          No host has answered, and none will.
        </Alert>
      )}
      {hunt.campaign_id === null && (
        <Alert color="blue" icon={<IconInfoCircle aria-hidden />} title="Live-only hunt">
          Campaigns were disabled at launch: it asked the hosts that were connected then, and only
          those. Hosts that were offline are not asked later.
        </Alert>
      )}
    </>
  );
}

function Partial({ hunt }: { hunt: Hunt }) {
  const open = unanswered(hunt);
  const hosts = counted(open === 0 ? hunt.cancelled_hosts : open, 'host');
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title="Partial">
      {open === 0
        ? `${hosts} were given up before they answered.`
        : `The live window is over and ${hosts} have not answered.`}{' '}
      {hunt.campaign_id !== null && open > 0 && (
        <>
          They still may:{' '}
          <Anchor
            underline="always"
            component={Link}
            to="/campaigns/$id"
            params={{ id: hunt.campaign_id } as never}
            inherit
          >
            the campaign
          </Anchor>{' '}
          asks them when they reconnect.
        </>
      )}
    </Alert>
  );
}
