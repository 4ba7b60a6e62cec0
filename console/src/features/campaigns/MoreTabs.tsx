import { Badge, Card, Tabs } from '@mantine/core';
import { count } from '../../lib/time';
import { useUrl } from '../../lib/url';
import type { Campaign } from './api';
import { AuditTrail } from './AuditTrail';
import { CostTable } from './CostTable';
import { ErrorList } from './ErrorList';
import { StackCount } from './StackCount';

/** What is looked at after the answers: what is rare in them, what failed, what it cost, who did it. */
export function MoreTabs({ campaign, refetchMs }: { campaign: Campaign; refetchMs: number }) {
  const [{ tab = 'stack' }, setUrl] = useUrl();
  const { errored } = campaign.coverage;
  return (
    <Card withBorder radius="md" padding="md" component="section" aria-label="More about it">
      <Tabs
        keepMounted={false}
        value={tab}
        onChange={(next) => setUrl({ tab: next === 'stack' || next === null ? '' : next })}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="stack">Stack count</Tabs.Tab>
          <Tabs.Tab
            value="errors"
            rightSection={errored > 0 && <Badge color="orange">{count(errored)}</Badge>}
          >
            Errors
          </Tabs.Tab>
          <Tabs.Tab value="cost">Cost</Tabs.Tab>
          <Tabs.Tab value="audit">Audit trail</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="stack">
          <StackCount campaign={campaign} refetchMs={refetchMs} />
        </Tabs.Panel>
        <Tabs.Panel value="errors">
          <ErrorList campaign={campaign} refetchMs={refetchMs} />
        </Tabs.Panel>
        <Tabs.Panel value="cost">
          <CostTable campaign={campaign} />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditTrail campaign={campaign} />
        </Tabs.Panel>
      </Tabs>
    </Card>
  );
}
