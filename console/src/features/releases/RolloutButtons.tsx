import { Button } from '@mantine/core';
import { failed, told } from '../../ui/toast';
import { useSetRollout, type Release } from './api';
import { named, offered } from './rollout';
import classes from './releases.module.css';

/** How many percent of the hosts get it; a click saves. */
export function RolloutButtons({ release, current }: { release: Release; current: number }) {
  const rollout = useSetRollout(release.id);
  const set = (percent: number) =>
    rollout.mutateAsync(percent).then(
      () => told(`Rollout set to ${percent}%`),
      (error: unknown) => failed('Rollout failed.', error),
    );
  return (
    <div className={classes.rollout} role="group" aria-label={`Rollout of ${named(release)}`}>
      {offered(current).map((percent) => (
        <Button
          key={percent}
          size="compact-sm"
          variant="default"
          className={percent === current ? classes.current : undefined}
          disabled={percent === current || rollout.isPending}
          aria-pressed={percent === current}
          loading={rollout.isPending && rollout.variables === percent}
          onClick={() => void set(percent)}
        >
          {percent}%
        </Button>
      ))}
    </div>
  );
}
