import { Anchor, Badge, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useNow } from '../../lib/clock';
import { may, usePerson } from '../../lib/session';
import { count, counted } from '../../lib/time';
import { Confirm } from '../../ui/Confirm';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { Page, Section } from '../../ui/Page';
import { RelativeTime } from '../../ui/RelativeTime';
import { told } from '../../ui/toast';
import { useCancelHunt, useHunt, type Hunt } from './api';
import { Banners } from './Banners';
import { CoverageStrip } from './CoverageStrip';
import { isOver, progress, unanswered } from './hunt';
import { HuntStatusBadge } from './HuntStatusBadge';
import { ResultsCard } from './ResultsCard';

/** One hunt: how far it is, and what it has found. */
export function HuntDetail() {
  const { id } = useParams({ strict: false }) as { id: string };
  return <Loaded key={id} id={id} />;
}

function Loaded({ id }: { id: string }) {
  const hunt = useHunt(id);
  if (hunt.data === undefined) {
    return (
      <Page title="Hunt" heading={<Back />}>
        {hunt.error === null ? (
          <Loading label="Loading the hunt" />
        ) : (
          <ErrorNotice error={hunt.error} retry={() => void hunt.refetch()} />
        )}
      </Page>
    );
  }
  return (
    <Page
      title={hunt.data.name}
      heading={<Heading hunt={hunt.data} />}
      actions={<Actions hunt={hunt.data} />}
    >
      {hunt.error !== null && <ErrorNotice error={hunt.error} retry={() => void hunt.refetch()} />}
      <Banners hunt={hunt.data} />
      <Coverage hunt={hunt.data} />
      <ResultsCard hunt={hunt.data} />
    </Page>
  );
}

function Back() {
  return (
    <Anchor component={Link} to="/hunts" size="sm">
      <Group gap={4} component="span">
        <IconArrowLeft size={14} aria-hidden /> Hunts
      </Group>
    </Anchor>
  );
}

function Heading({ hunt }: { hunt: Hunt }) {
  return (
    <Stack gap={6} miw={0} flex="1 1 260px">
      <Back />
      <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
        {hunt.name}
      </Title>
      <Group gap="sm">
        <HuntStatusBadge status={hunt.status} />
        {hunt.campaign_id === null ? (
          <Badge color="gray">live-only</Badge>
        ) : (
          <Text size="sm">
            Campaign:{' '}
            <Anchor
              component={Link}
              to="/campaigns/$id"
              params={{ id: hunt.campaign_id } as never}
              size="sm"
              underline="always"
            >
              view →
            </Anchor>
          </Text>
        )}
        <Text component="div" size="sm" c="dimmed">
          Created <RelativeTime at={hunt.created_at} /> by {hunt.created_by}
        </Text>
      </Group>
    </Stack>
  );
}

function Actions({ hunt }: { hunt: Hunt }) {
  const admin = may.administer(usePerson());
  const navigate = useNavigate();
  const cancel = useCancelHunt(hunt.id);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="default"
        onClick={() => void navigate({ to: '/hunts', search: { clone: hunt.id } as never })}
      >
        Clone
      </Button>
      {admin && !isOver(hunt.status) && (
        <Button color="red" onClick={() => setAsking(true)}>
          Cancel hunt
        </Button>
      )}
      {asking && (
        <Confirm
          title="Cancel hunt"
          action="Cancel hunt"
          onClose={() => setAsking(false)}
          onConfirm={() => cancel.mutateAsync().then(() => told('The hunt is cancelled'))}
        >
          {hunt.campaign_id === null
            ? 'No more hosts are asked, and its slot is free again. What was found stays.'
            : 'Its slot is free again. Its campaign goes on: hosts that have not answered are still asked. Stop the campaign to end that too.'}
        </Confirm>
      )}
    </>
  );
}

function Coverage({ hunt }: { hunt: Hunt }) {
  const percent = progress(hunt);
  const open = unanswered(hunt);
  const live = !isOver(hunt.status);
  const now = useNow();
  return (
    <Section title="Coverage">
      <Stack gap="sm">
        <CoverageStrip hunt={hunt} />
        <Progress.Root size="lg">
          <Progress.Section
            value={percent}
            color={live ? 'blue' : hunt.status === 'completed' ? 'green' : 'gray'}
            animated={live}
            aria-label={`Settled hosts: ${percent}%`}
          />
        </Progress.Root>
        <Text component="div" size="sm" c="dimmed">
          {percent}%{open > 0 && ` · ${counted(open, 'host')} unanswered`}
          {' · '}
          {counted(hunt.indicators, 'indicator')} ·{' '}
          {hunt.target === 'all' ? 'whole fleet' : 'picked hosts'} seen within{' '}
          {counted(hunt.hosts_seen_within_days, 'day')} · live window{' '}
          {count(hunt.live_window_minutes)} min,{' '}
          {Date.parse(hunt.live_until) > now ? 'ends' : 'ended'}{' '}
          <RelativeTime at={hunt.live_until} />
        </Text>
      </Stack>
    </Section>
  );
}
