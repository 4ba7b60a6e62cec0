import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Refusal } from '../../lib/problem';
import type { StreamState } from '../../lib/stream';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { useCampaign, type Campaign } from './api';
import { CAP_CROSSED } from './coverage';
import { CoverageCard } from './CoverageCard';
import { FrozenIocs } from './FrozenIocs';
import { FrozenSql } from './FrozenSql';
import { Actions, HeaderStrip } from './HeaderStrip';
import { LateMatches } from './LateMatches';
import { LateResponses } from './LateResponses';
import { pollEvery, useLive } from './live';
import { MoreTabs } from './MoreTabs';
import { PendingHosts } from './PendingHosts';
import { RowsDrawers } from './RowsDrawers';

/** A campaign: what it caught, what is outstanding, and what it looked for; it follows live. */
export function CampaignDetail() {
  const { id = '' } = useParams({ strict: false });
  return <Followed key={id} id={id} />;
}

function Followed({ id }: { id: string }) {
  const [known, setKnown] = useState(false);
  const state = useLive(id, known);
  const campaign = useCampaign(id, state === 'live');
  if (campaign.data !== undefined && !known) {
    setKnown(true);
  }
  if (campaign.error instanceof Refusal && campaign.error.status === 404) {
    return <NotFound />;
  }
  if (campaign.data === undefined) {
    return campaign.error === null ? (
      <Loading label="Loading the campaign" />
    ) : (
      <ErrorNotice error={campaign.error} retry={() => void campaign.refetch()} />
    );
  }
  return <Shown campaign={campaign.data} state={state} />;
}

function NotFound() {
  return (
    <Page title="Campaign not found.">
      <Text>It may have been archived, which hides it from the list, or the address is wrong.</Text>
      <BackLink />
    </Page>
  );
}

function BackLink() {
  return (
    <Anchor component={Link} to="/campaigns" size="sm" w="fit-content">
      <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: -2 }} /> Campaigns
    </Anchor>
  );
}

function Shown({ campaign, state }: { campaign: Campaign; state: StreamState }) {
  const refetchMs = pollEvery(state);
  const hunt = campaign.kind === 'ioc_hunt';
  return (
    <Stack gap="xs">
      <BackLink />
      <Page
        title={campaign.name}
        heading={<HeaderStrip campaign={campaign} state={state} />}
        actions={<Actions campaign={campaign} />}
      >
        {campaign.stop_reason === CAP_CROSSED && <CapCrossed />}
        <CoverageCard campaign={campaign} />
        <PendingHosts campaign={campaign} refetchMs={refetchMs} />
        {hunt ? (
          <LateMatches campaign={campaign} refetchMs={refetchMs} />
        ) : (
          <LateResponses campaign={campaign} refetchMs={refetchMs} />
        )}
        {hunt ? <FrozenIocs campaign={campaign} /> : <FrozenSql campaign={campaign} />}
        <MoreTabs campaign={campaign} refetchMs={refetchMs} />
        <RowsDrawers campaign={campaign} />
      </Page>
    </Stack>
  );
}

function CapCrossed() {
  return (
    <Alert
      color="yellow"
      variant="light"
      title="Campaign auto-stopped after exceeding the aggregate row cap."
    >
      Rows already collected stay; pending assignments are cancelled. Re-launch with a narrower
      query, or ask your operator to retune the cap.
    </Alert>
  );
}
