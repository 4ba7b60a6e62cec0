import { Text, Tooltip } from '@mantine/core';
import { useNow } from '../lib/clock';
import { ago, exact } from '../lib/time';

/** `5m ago`, with the exact time on hover and on focus. */
export function RelativeTime({ at, fallback = '—' }: { at: string | null; fallback?: string }) {
  const now = useNow();
  if (at === null) {
    return <>{fallback}</>;
  }
  return (
    <Tooltip label={exact(at)} events={{ hover: true, focus: true, touch: true }}>
      <Text component="time" dateTime={at} inherit style={{ whiteSpace: 'nowrap' }}>
        {ago(at, now)}
      </Text>
    </Tooltip>
  );
}
