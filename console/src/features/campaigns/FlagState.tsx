import { Alert, Button, Center, Group, Stack, Text } from '@mantine/core';
import { IconTarget } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { may, usePerson } from '../../lib/session';
import { OFFLINE_CAMPAIGNS, useFlip, type Flag } from '../../parts/flag';
import { LastChanged } from '../../parts/LastChanged';
import { refused, told } from '../../ui/toast';

function useToggle() {
  const flip = useFlip(OFFLINE_CAMPAIGNS);
  return {
    busy: flip.isPending,
    set: (enabled: boolean) =>
      flip.mutate(enabled, {
        onSuccess: () =>
          told(
            enabled ? 'Campaigns are enabled.' : 'Campaigns are disabled. Those that exist go on.',
          ),
        onError: refused,
      }),
  };
}

const DISABLED = (
  <>
    <b>Campaigns are disabled.</b> Hunts dispatch directly to currently connected agents and don’t
    create a durable record for offline hosts to pick up later.
  </>
);

function Enable() {
  const admin = may.administer(usePerson());
  const { busy, set } = useToggle();
  return admin ? (
    <Button loading={busy} onClick={() => set(true)}>
      Enable Campaigns
    </Button>
  ) : (
    <Text size="sm" c="dimmed">
      Enable Campaigns on the Campaigns page to make queries offline-tolerant. It needs the admin
      role: ask an admin.
    </Text>
  );
}

/** While the flag is off and no campaign exists: what that means, and the way to turn it on. */
export function DisabledState() {
  return (
    <Empty action={<Enable />}>
      <Text>{DISABLED}</Text>
    </Empty>
  );
}

/** The same, above the campaigns that exist. */
export function DisabledNotice() {
  return (
    <Alert color="yellow" variant="light" role="status">
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 320px">
          {DISABLED}
        </Text>
        <Enable />
      </Group>
    </Alert>
  );
}

/** While the flag is on and no campaign exists. */
export function NoneYet() {
  return (
    <Empty>
      <Text>
        <b>No campaigns yet.</b> Launch a hunt and a campaign row appears here.
      </Text>
    </Empty>
  );
}

/** Whether campaigns are made, and who decided so last; shown to everybody. */
export function FlagFooter({ flag }: { flag: Flag }) {
  const admin = may.administer(usePerson());
  const { busy, set } = useToggle();
  return (
    <Group gap="sm" justify="space-between">
      {flag.enabled && (
        <Group gap="xs">
          <Text size="sm">Campaigns are enabled.</Text>
          {admin && (
            <Button size="compact-sm" variant="default" loading={busy} onClick={() => set(false)}>
              Disable
            </Button>
          )}
        </Group>
      )}
      <LastChanged flag={flag} />
    </Group>
  );
}

function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="md" maw={480} ta="center" style={{ textWrap: 'balance' }}>
        <IconTarget size={40} stroke={1.2} color="var(--mantine-color-dimmed)" aria-hidden />
        {children}
        {action}
      </Stack>
    </Center>
  );
}
