import { Button, Code, Text, Timeline } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { RelativeTime } from '../../ui/RelativeTime';
import { useAudit, type AuditEntry, type Campaign } from './api';
import classes from './campaigns.module.css';

const DONE: Readonly<Record<string, string>> = {
  'campaign.launched': 'Launched',
  'campaign.stopped': 'Stopped',
  'campaign.archived': 'Archived',
  'campaign.warned': 'Warned',
};

/** Every event of the campaign, as it stands in the log. */
export function AuditTrail({ campaign }: { campaign: Campaign }) {
  const entries = useAudit(campaign.id);
  if (entries.loading) {
    return <Loading label="Loading the audit trail" />;
  }
  return (
    <>
      {entries.error !== null && <ErrorNotice error={entries.error} retry={entries.reload} />}
      <Timeline bulletSize={12} lineWidth={2} active={entries.items.length}>
        {entries.items.map((entry) => (
          <Timeline.Item
            key={`${entry.at} ${entry.action}`}
            title={DONE[entry.action] ?? entry.action}
            fz="sm"
          >
            <Entry entry={entry} />
          </Timeline.Item>
        ))}
      </Timeline>
      {entries.more && (
        <Button variant="default" size="xs" onClick={entries.loadMore}>
          Load more
        </Button>
      )}
    </>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const [open, { toggle }] = useDisclosure(false);
  return (
    <>
      <Text size="sm" c="dimmed">
        <RelativeTime at={entry.at} /> by {entry.by}
      </Text>
      <Button size="compact-xs" variant="subtle" onClick={toggle} aria-expanded={open}>
        {open ? 'Hide details' : 'Details'}
      </Button>
      {open && (
        <Code block className={classes.sql} tabIndex={0} mt={4}>
          {JSON.stringify(entry.detail, null, 2)}
        </Code>
      )}
    </>
  );
}
