import { Button, Group, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { Confirm } from '../../ui/Confirm';
import { told } from '../../ui/toast';
import { useDelete, type Release } from './api';
import { ApproveButton } from './ApproveButton';
import { keptBecause, named } from './rollout';

/** Approve what is pending; delete what nobody gets. */
export function ReleaseActions({ release }: { release: Release }) {
  return (
    <Group gap="xs">
      {release.status === 'pending' && <ApproveButton release={release} size="compact-sm" />}
      <Delete release={release} />
    </Group>
  );
}

function Delete({ release }: { release: Release }) {
  const [asking, setAsking] = useState(false);
  const remove = useDelete();
  const kept = keptBecause(release);
  return (
    <>
      <Tooltip
        label={kept}
        disabled={kept === null}
        events={{ hover: true, focus: true, touch: true }}
      >
        <Button
          size="compact-sm"
          variant="default"
          // Greyed out, and still reached with the keys, which show why.
          data-disabled={kept !== null || undefined}
          aria-disabled={kept !== null}
          onClick={(event) => (kept === null ? setAsking(true) : event.preventDefault())}
        >
          Delete
        </Button>
      </Tooltip>
      {asking && (
        <Confirm
          title="Delete version"
          action="Delete"
          onConfirm={async () => {
            await remove.mutateAsync(release.id);
            told(`${named(release)} deleted`);
          }}
          onClose={() => setAsking(false)}
        >
          Delete {named(release)}? This cannot be undone. Agents currently running this version are
          unaffected.
        </Confirm>
      )}
    </>
  );
}
