import { Code, Text } from '@mantine/core';
import { Copy } from '../../ui/Copy';
import { Section } from '../../ui/Page';
import type { Campaign } from './api';
import classes from './campaigns.module.css';

/** The literal statement that the campaign was launched with (V-7). */
export function FrozenSql({ campaign }: { campaign: Campaign }) {
  const sql = campaign.frozen_sql ?? '';
  return (
    <Section title="Frozen SQL" actions={<Copy text={sql} />}>
      {campaign.saved_query && (
        <Text size="sm" mb="xs">
          From saved query <b>{campaign.saved_query.name}</b>
        </Text>
      )}
      <Sql text={sql} />
    </Section>
  );
}

export function Sql({ text }: { text: string }) {
  return (
    <Code block className={classes.sql} tabIndex={0} aria-label="SQL" role="region" fz="sm">
      {text}
    </Code>
  );
}
