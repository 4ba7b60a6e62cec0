import { Text } from '@mantine/core';
import { RelativeTime } from '../ui/RelativeTime';
import type { Flag } from './flag';

/** Who flipped a flag last, shown to everybody. */
export function LastChanged({ flag }: { flag: Flag }) {
  if (flag.updated_at === null) {
    return (
      <Text size="xs" c="dimmed">
        Never changed
      </Text>
    );
  }
  return (
    <Text size="xs" c="dimmed">
      Last changed <RelativeTime at={flag.updated_at} /> by {flag.updated_by}
    </Text>
  );
}
