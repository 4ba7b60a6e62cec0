import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';

/** A host's page, by its name, or by the first characters of its id when only that is shown. */
export function HostLink({ id, name }: { id: string; name?: string }) {
  return (
    <Anchor
      component={Link}
      to="/hosts/$id"
      params={{ id } as never}
      size="sm"
      title={name === undefined ? id : undefined}
      className={name === undefined ? 'mono' : undefined}
      onClick={(event) => event.stopPropagation()}
    >
      {name ?? id.slice(0, 8)}
    </Anchor>
  );
}
