import { SimpleGrid, Text } from '@mantine/core';
import { count } from '../../lib/time';
import type { Hunt } from './api';

interface Figure {
  name: string;
  value: number;
  color?: string;
}

function figures(hunt: Hunt): readonly Figure[] {
  return [
    { name: 'Hosts', value: hunt.total_hosts },
    { name: 'Responded', value: hunt.responded_hosts, color: 'green' },
    {
      name: 'Matched',
      value: hunt.matched_hosts,
      color: hunt.matched_hosts > 0 ? 'red' : undefined,
    },
    {
      name: 'Errored',
      value: hunt.errored_hosts,
      color: hunt.errored_hosts > 0 ? 'orange' : undefined,
    },
    { name: 'Cancelled', value: hunt.cancelled_hosts },
    { name: 'Not applicable', value: hunt.not_applicable_hosts },
  ];
}

/** A hunt's hosts by how they stand. */
export function CoverageStrip({ hunt }: { hunt: Hunt }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 3, sm: 6 }} spacing="sm" m={0}>
      {figures(hunt).map(({ name, value, color }) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text
            component="dd"
            m={0}
            fz={28}
            lh={1.2}
            fw={700}
            c={value === 0 ? 'dimmed' : color && `var(--mantine-color-${color}-text)`}
          >
            {count(value)}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}
