import { Stack, Tabs } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { may, usePerson } from '../../lib/session';
import { counted } from '../../lib/time';
import { useUrl } from '../../lib/url';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { Section } from '../../ui/Page';
import { told } from '../../ui/toast';
import { AdvancedHunt } from './AdvancedHunt';
import { useIndicators, useLaunchRequest, type Hunt } from './api';
import { CampaignNote } from './CampaignNote';
import { draftOfRequest, emptyDraft } from './draft';
import { QuickHunt } from './QuickHunt';

/** Where hunts are launched from: one value, or all that there is to choose. */
export function Launch() {
  const [search, change] = useUrl();
  const navigate = useNavigate();
  const prefilled = (search['clone'] ?? search['indicators'] ?? '') !== '';
  const form = search['form'] ?? (prefilled ? 'advanced' : 'quick');
  const launched = (hunt: Hunt) => {
    told(`Hunt launched at ${counted(hunt.total_hosts, 'host')}`);
    void navigate({ to: '/hunts/$id', params: { id: hunt.id } as never });
  };
  return (
    <Section title="Launch a hunt">
      <Stack gap="md">
        <CampaignNote />
        {/* Both stay, so that nothing typed is lost by looking at the other. */}
        <Tabs
          value={form}
          onChange={(next) => change({ form: next ?? '' })}
          keepMounted
          activateTabWithKeyboard
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="quick">Quick Hunt</Tabs.Tab>
            <Tabs.Tab value="advanced">Advanced Hunt</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="quick">
            <QuickHunt onLaunched={launched} />
          </Tabs.Panel>
          <Tabs.Panel value="advanced">
            <Prefilled
              key={`${search['clone']} ${search['indicators']}`}
              clone={search['clone'] ?? ''}
              ids={(search['indicators'] ?? '').split(',').filter((id) => id !== '')}
              onLaunched={launched}
            />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Section>
  );
}

/** The form, with an earlier hunt or with picked indicators in it. */
function Prefilled({
  clone,
  ids,
  onLaunched,
}: {
  clone: string;
  ids: readonly string[];
  onLaunched: (hunt: Hunt) => void;
}) {
  const fleet = may.askTheFleet(usePerson());
  const request = useLaunchRequest(clone);
  const indicators = useIndicators(ids);
  if (clone !== '') {
    if (request.isPending) {
      return <Loading label="Loading the hunt" />;
    }
    return request.error === null ? (
      <AdvancedHunt initial={draftOfRequest(request.data, fleet)} onLaunched={onLaunched} />
    ) : (
      <ErrorNotice error={request.error} retry={() => void request.refetch()} />
    );
  }
  if (indicators.loading) {
    return <Loading label="Loading the indicators" />;
  }
  return (
    <Stack>
      {indicators.error !== null && <ErrorNotice error={indicators.error} />}
      <AdvancedHunt
        initial={{ ...emptyDraft(fleet), indicators: indicators.found }}
        onLaunched={onLaunched}
      />
    </Stack>
  );
}
