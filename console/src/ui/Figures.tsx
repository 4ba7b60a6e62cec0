import { SimpleGrid, Text, type MantineColor, type SimpleGridProps } from '@mantine/core';
import { count } from '../lib/time';

export interface Figure {
  name: string;
  value: number;
  color?: MantineColor;
}

/** Counts beside each other, each under its name; nought stands back. */
export function Figures({ figures, ...grid }: { figures: readonly Figure[] } & SimpleGridProps) {
  return (
    <SimpleGrid component="dl" m={0} {...grid}>
      {figures.map(({ name, value, color }) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text
            component="dd"
            m={0}
            fz={28}
            fw={700}
            lh={1.2}
            c={value === 0 ? 'dimmed' : color && `var(--mantine-color-${color}-text)`}
          >
            {count(value)}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}
