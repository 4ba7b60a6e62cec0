import { Button, type ButtonProps } from '@mantine/core';
import { failed, told } from '../../ui/toast';
import { useApprove, type Release } from './api';
import { named } from './rollout';

/** Approves a release; the answer is told also when its row has changed meanwhile. */
export function ApproveButton({
  release,
  word = 'Approve',
  ...button
}: { release: Release; word?: string } & ButtonProps) {
  const approve = useApprove();
  const click = () =>
    approve.mutateAsync(release.id).then(
      () => told(`${named(release)} approved`),
      (error: unknown) => failed('Approve failed.', error),
    );
  return (
    <Button disabled={approve.isPending} onClick={() => void click()} {...button}>
      {approve.isPending ? 'Approving…' : word}
    </Button>
  );
}
