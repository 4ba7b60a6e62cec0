import { Anchor, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, body } from '../lib/http';
import { Refusal } from '../lib/problem';
import { ErrorNotice } from '../ui/Notice';
import { RelativeTime } from '../ui/RelativeTime';
import { heldSlots, unknownHosts, type HeldSlot } from './refusals';

/** Why a launch was refused; of a full house also what holds the slots, and until when. */
export function LaunchRefusal({ error }: { error: unknown }) {
  const slots = error instanceof Refusal ? heldSlots(error.problem) : [];
  const unknown = error instanceof Refusal ? unknownHosts(error.problem) : [];
  return (
    <Stack gap="xs">
      <ErrorNotice error={error} />
      {slots.length > 0 && (
        <List size="sm" aria-label="What holds the slots">
          {slots.map((slot) => (
            <List.Item key={slot.id}>
              <SlotLink slot={slot} /> by {slot.by}, its window ends{' '}
              <RelativeTime at={slot.live_until} />
            </List.Item>
          ))}
        </List>
      )}
      {unknown.length > 0 && (
        <Text size="sm" className="mono" style={{ overflowWrap: 'anywhere' }}>
          {unknown.slice(0, 20).join(', ')}
          {unknown.length > 20 && ` and ${unknown.length - 20} more`}
        </Text>
      )}
    </Stack>
  );
}

/** A slot is a campaign's, or that of a live-only hunt: only the hunt's service knows which. */
function SlotLink({ slot }: { slot: HeldSlot }) {
  const hunt = useQuery({
    queryKey: ['hunts', slot.id],
    queryFn: () => body(api.GET('/api/v1/hunts/{id}', { params: { path: { id: slot.id } } })),
    enabled: slot.kind === 'ioc_hunt',
    retry: false,
  });
  return (
    <Anchor
      underline="always"
      component={Link}
      to={hunt.data === undefined ? '/campaigns/$id' : '/hunts/$id'}
      params={{ id: slot.id } as never}
      size="sm"
    >
      {slot.name}
    </Anchor>
  );
}
