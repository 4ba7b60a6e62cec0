import { Box, Group, Text } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { count, counted, exact } from '../../lib/time';
import { RelativeTime } from '../../ui/RelativeTime';
import type { Campaign } from './api';
import classes from './campaigns.module.css';
import { useTimeline, type Timeline } from './figures';
import { layOut, type Chart } from './timeline';

const WIDTH = 1_000;
const HEIGHT = 72;
/** So that a short bucket of a long campaign is still seen. */
const BAR_MIN = 3;

/** Answers over time with the live window marked; left out where the service does not tell it. */
export function TimelineChart({ campaign }: { campaign: Campaign }) {
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const timeline = useTimeline(campaign, inViewport).data;
  return (
    <div ref={ref}>{timeline && timeline.items.length > 0 && <Figure timeline={timeline} />}</div>
  );
}

function Figure({ timeline }: { timeline: Timeline }) {
  const chart = layOut(timeline);
  const told = chart.mixed
    ? counted(chart.within + chart.after, 'response')
    : `${count(chart.within)} within the live window, ${count(chart.after)} after it`;
  return (
    <Box component="figure" m={0} mt="md">
      <Group component="figcaption" justify="space-between" gap="xs" mb={4}>
        <Text size="sm" fw={600}>
          Responses over time
        </Text>
        <Text size="sm" c="dimmed">
          {told}
        </Text>
      </Group>
      <Bars chart={chart} label={`Responses over time: ${told}`} />
      <Group justify="space-between" gap="xs" mt={2}>
        <Text size="xs" c="dimmed">
          <RelativeTime at={chart.from} />
        </Text>
        <Group gap={6}>
          <Box className={classes.liveKey} aria-hidden />
          <Text size="xs" c="dimmed">
            live window
          </Text>
        </Group>
        <Text size="xs" c="dimmed">
          <RelativeTime at={chart.to} />
        </Text>
      </Group>
    </Box>
  );
}

function Bars({ chart, label }: { chart: Chart; label: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      className={classes.chart}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      <rect className={classes.live} width={chart.live * WIDTH} height={HEIGHT} />
      {chart.bars.map((bar) => {
        const width = Math.max(BAR_MIN, bar.width * WIDTH - 1);
        const height = Math.max(2, bar.height * (HEIGHT - 4));
        return (
          <rect
            key={bar.at}
            className={bar.late ? classes.barLate : classes.bar}
            x={Math.min(bar.x * WIDTH, WIDTH - width)}
            y={HEIGHT - height}
            width={width}
            height={height}
          >
            <title>{`${counted(bar.responses, 'response')}, ${exact(bar.at)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
