import { Button, Card, Code, Collapse, Group, List, Stack, Switch, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { api, body } from '../../lib/http';
import { may, usePerson } from '../../lib/session';
import { FLAGS, useFlags, useFlip, type Flag } from '../../parts/flag';
import { LastChanged } from '../../parts/LastChanged';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { refused, told } from '../../ui/toast';

/** Settings → Feature flags: what may be switched without a restart, by whom it was, and when. */
export function FeatureFlags() {
  const flags = useFlags();
  return (
    <Page title="Feature flags">
      {flags.isPending && <Loading />}
      {flags.error && <ErrorNotice error={flags.error} retry={() => void flags.refetch()} />}
      <Stack>
        {flags.data?.map((flag) => (
          <FlagCard key={flag.key} flag={flag} />
        ))}
      </Stack>
    </Page>
  );
}

function FlagCard({ flag }: { flag: Flag }) {
  const admin = may.administer(usePerson());
  const flip = useFlip(flag.key);
  const [open, { toggle }] = useDisclosure(false);
  const set = (enabled: boolean) =>
    flip.mutate(enabled, {
      onSuccess: () => told(`${flag.key} is ${enabled ? 'on' : 'off'}`),
      onError: refused,
    });
  return (
    <Card component="section" withBorder aria-label={flag.key}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Code fz="sm">{flag.key}</Code>
          <Text size="sm" my={6}>
            {flag.description}
          </Text>
          <LastChanged flag={flag} />
        </div>
        {admin ? (
          <Switch
            checked={flag.enabled}
            disabled={flip.isPending}
            onChange={(event) => set(event.currentTarget.checked)}
            label={flag.enabled ? 'On' : 'Off'}
            aria-label={flag.key}
          />
        ) : (
          <Text size="sm" fw={600}>
            {flag.enabled ? 'On' : 'Off'}
          </Text>
        )}
      </Group>
      <Button
        mt="sm"
        size="compact-xs"
        variant="subtle"
        w="fit-content"
        onClick={toggle}
        aria-expanded={open}
      >
        {open ? 'Hide history' : 'History'}
      </Button>
      <Collapse expanded={open}>{open && <History flag={flag.key} />}</Collapse>
    </Card>
  );
}

function History({ flag }: { flag: string }) {
  const flips = useQuery({
    queryKey: [...FLAGS, flag, 'history'],
    queryFn: async () =>
      (
        await body(
          api.GET('/api/v1/feature-flags/{key}/history', { params: { path: { key: flag } } }),
        )
      ).items,
  });
  if (flips.error) {
    return <ErrorNotice error={flips.error} retry={() => void flips.refetch()} />;
  }
  if (flips.data?.length === 0) {
    return (
      <Text size="sm" c="dimmed" mt="xs">
        Never changed.
      </Text>
    );
  }
  return (
    <List size="sm" mt="xs">
      {flips.data?.map((flip) => (
        <List.Item key={flip.at}>
          {flip.enabled ? 'Enabled' : 'Disabled'} <RelativeTime at={flip.at} /> by {flip.by}
        </List.Item>
      ))}
    </List>
  );
}
