import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { Replacing } from './usePrefill';

/** Asks before what a link or a saved query brings takes the place of what was typed. */
export function ReplaceDraft({ keep, replace }: Replacing) {
  return (
    <Modal opened onClose={keep} title="Replace your draft?" centered>
      <Stack>
        <Text size="sm">
          Another query takes its place. What you typed and picked here was not saved.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={keep} data-autofocus>
            Keep
          </Button>
          <Button color="red" onClick={replace}>
            Replace
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
