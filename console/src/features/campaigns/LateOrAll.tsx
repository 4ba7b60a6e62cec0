import { SegmentedControl } from '@mantine/core';
import { useUrl } from '../../lib/url';

/** Whether only what came late is shown; kept in the address. */
export function useLateOnly(): boolean {
  return useUrl()[0]['show'] !== 'all';
}

/** Switches between what came late and everything. */
export function LateOrAll({ label }: { label: string }) {
  const late = useLateOnly();
  const setUrl = useUrl()[1];
  return (
    <SegmentedControl
      size="xs"
      aria-label={label}
      value={late ? 'late' : 'all'}
      onChange={(show) => setUrl({ show: show === 'all' ? 'all' : '' })}
      data={[
        { value: 'late', label: 'Late only' },
        { value: 'all', label: 'All' },
      ]}
    />
  );
}
