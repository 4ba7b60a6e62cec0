import { Group, Progress, Stack, Text, type MantineColor } from '@mantine/core';
import { count } from '../../lib/time';
import { Section } from '../../ui/Page';
import type { Campaign } from './api';
import classes from './campaigns.module.css';
import { summaryLine } from './coverage';
import { TimelineChart } from './TimelineChart';

/** Who answered, who is waited for, and what came late (V-4); counted in assignments. */
export function CoverageCard({ campaign }: { campaign: Campaign }) {
  const { coverage, rows } = campaign;
  const late = campaign.kind === 'ioc_hunt' ? 'Late Matches' : 'Late Responses';
  return (
    <Section title="Coverage">
      <Group mb="md" style={{ gap: '12px clamp(20px, 4vw, 48px)' }}>
        <BigNumber label="Responded" value={coverage.responded} color="green" />
        <BigNumber label="Pending" value={coverage.pending} color="blue" />
        <BigNumber label={late} value={coverage.late} color="red" />
        {coverage.errored > 0 && <BigNumber label="Errors" value={coverage.errored} quiet />}
        {coverage.cancelled > 0 && <BigNumber label="Cancelled" value={coverage.cancelled} quiet />}
      </Group>
      <Shares campaign={campaign} />
      <Group justify="space-between" gap="xs" mt="xs">
        <Text size="sm">{summaryLine(campaign)}</Text>
        <Text size="sm" c="dimmed">
          {count(rows.kept)} of at most {count(rows.campaign_cap)} rows kept
        </Text>
      </Group>
      <TimelineChart campaign={campaign} />
    </Section>
  );
}

function BigNumber({
  label,
  value,
  color,
  quiet = false,
}: {
  label: string;
  value: number;
  color?: MantineColor;
  quiet?: boolean;
}) {
  return (
    <Stack gap={0}>
      <Text
        className={classes.number}
        c={color && `var(--mantine-color-${color}-text)`}
        opacity={quiet ? 0.8 : undefined}
      >
        {count(value)}
      </Text>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
    </Stack>
  );
}

/** The same sum as a bar; the numbers above say it to those who do not see it. */
function Shares({ campaign: { coverage } }: { campaign: Campaign }) {
  const share = (value: number) =>
    coverage.assigned === 0 ? 0 : (100 * value) / coverage.assigned;
  return (
    <Progress.Root size="sm" aria-hidden>
      <Progress.Section value={share(coverage.responded)} color="green" />
      <Progress.Section value={share(coverage.pending)} color="blue" />
      <Progress.Section value={share(coverage.errored)} color="orange" />
      <Progress.Section value={share(coverage.cancelled)} color="gray" />
    </Progress.Root>
  );
}
