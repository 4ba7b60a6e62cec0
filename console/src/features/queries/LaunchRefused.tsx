import { Anchor, List, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Refusal } from '../../lib/problem';
import { counted } from '../../lib/time';
import { ErrorNotice } from '../../ui/Notice';
import { RelativeTime } from '../../ui/RelativeTime';

interface Slot {
  id: string;
  name: string;
  by: string;
  live_until: string;
}

/** Why a run or a launch was refused, with what the refusal names. */
export function LaunchRefused({ error }: { error: unknown }) {
  const problem = error instanceof Refusal ? error.problem : {};
  const slots = listed<Slot>(problem['slots']);
  const unknown = listed<string>(problem['unknown_hosts']);
  return (
    <Stack gap={6}>
      <ErrorNotice error={error} />
      {slots.length > 0 && (
        <>
          <Text size="sm" fw={600}>
            Within their live window
          </Text>
          <List size="sm">
            {slots.map((slot) => (
              <List.Item key={slot.id}>
                <Anchor
                  underline="always"
                  component={Link}
                  to="/campaigns/$id"
                  params={{ id: slot.id } as never}
                  size="sm"
                >
                  {slot.name}
                </Anchor>{' '}
                by {slot.by}, frees its slot <RelativeTime at={slot.live_until} />
              </List.Item>
            ))}
          </List>
        </>
      )}
      {unknown.length > 0 && (
        <Text size="sm">
          {counted(unknown.length, 'id')} of no host: {unknown.slice(0, 5).join(', ')}
          {unknown.length > 5 && ' …'}
        </Text>
      )}
    </Stack>
  );
}

function listed<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}
