import { Badge, Tooltip } from '@mantine/core';
import type { StreamState } from '../lib/stream';

const SHOWN: Record<StreamState, { color: string; word: string; told: string }> = {
  connecting: { color: 'gray', word: 'Connecting', told: 'Opening the live stream.' },
  live: { color: 'green', word: 'Live', told: 'The page follows by itself.' },
  waiting: {
    color: 'orange',
    word: 'Reconnecting',
    told: 'The live stream broke; the page asks every few seconds until it is back.',
  },
  over: { color: 'gray', word: 'Ended', told: 'Nothing more will come.' },
};

/** Whether the page follows what happens. */
export function LiveState({ state }: { state: StreamState }) {
  const { color, word, told } = SHOWN[state];
  return (
    <Tooltip label={told} events={{ hover: true, focus: true, touch: true }}>
      <Badge color={color} variant="dot" role="status" tabIndex={0}>
        {word}
      </Badge>
    </Tooltip>
  );
}
