import { Alert } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { OFFLINE_CAMPAIGNS, useFlag } from '../../parts/flag';

/** Whether a hunt that is launched now will have a campaign. */
export function CampaignNote() {
  const flag = useFlag(OFFLINE_CAMPAIGNS);
  if (flag === undefined) {
    return null;
  }
  return (
    <Alert color={flag.enabled ? 'blue' : 'gray'} icon={<IconInfoCircle aria-hidden />} py="xs">
      {flag.enabled
        ? 'Campaigns are enabled: every hunt writes a campaign with the frozen IOCs, and hosts that are offline answer when they reconnect.'
        : 'Campaigns are disabled: a hunt dispatches directly to currently connected agents and doesn’t create a durable record for offline hosts to pick up later.'}
    </Alert>
  );
}
