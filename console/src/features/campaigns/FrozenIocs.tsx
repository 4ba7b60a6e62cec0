import { Accordion, Group, Text } from '@mantine/core';
import { count, counted } from '../../lib/time';
import { IocTypeBadge, SeverityBadge } from '../../parts/badges';
import { Copy } from '../../ui/Copy';
import { DataTable, type Column } from '../../ui/DataTable';
import { ErrorNotice, Loading } from '../../ui/Notice';
import { Section } from '../../ui/Page';
import { useFrozenIocs, type Campaign, type FrozenIoc } from './api';
import { Sql } from './FrozenSql';

const COLUMNS: readonly Column<FrozenIoc>[] = [
  { key: 'type', title: 'Type', width: 140, cell: (ioc) => <IocTypeBadge type={ioc.type} /> },
  {
    key: 'value',
    title: 'Value',
    cell: (ioc) => (
      <Text size="sm" className="mono">
        {ioc.value}
      </Text>
    ),
  },
  {
    key: 'severity',
    title: 'Severity',
    width: 110,
    cell: (ioc) => <SeverityBadge severity={ioc.severity} />,
  },
];

/** Every indicator that the campaign was launched with (V-7), and what was made of them. */
export function FrozenIocs({ campaign }: { campaign: Campaign }) {
  const iocs = useFrozenIocs(campaign.id);
  const values = iocs.items.map((ioc) => ioc.value).join('\n');
  return (
    <Section
      title="Frozen IOCs"
      actions={
        values !== '' && (
          <Copy
            text={values}
            label={iocs.more ? `Copy the first ${count(iocs.items.length)}` : 'Copy'}
          />
        )
      }
    >
      {iocs.error !== null && <ErrorNotice error={iocs.error} retry={iocs.reload} />}
      {iocs.loading ? (
        <Loading label="Loading frozen IOCs" />
      ) : (
        <DataTable
          label="Frozen indicators"
          columns={COLUMNS}
          rows={iocs.items}
          rowKey={(ioc) => ioc.ioc_id}
          more={iocs.more}
          onMore={iocs.loadMore}
          height="420px"
        />
      )}
      <Compiled campaign={campaign} />
    </Section>
  );
}

function Compiled({ campaign }: { campaign: Campaign }) {
  return (
    <Accordion mt="sm" variant="separated" order={3}>
      {campaign.queries.map((query) => (
        <Accordion.Item key={query.id} value={query.id}>
          <Accordion.Control>
            <Group gap="xs">
              <Text size="sm" className="mono">
                {query.type}
              </Text>
              <Text size="sm" c="dimmed">
                compiled query for {counted(query.assigned, 'host')}
              </Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Sql text={query.sql} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
