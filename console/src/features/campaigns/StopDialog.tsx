import { Button, Checkbox, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { count } from '../../lib/time';
import { ErrorNotice } from '../../ui/Notice';
import { told } from '../../ui/toast';
import { useStop } from './api';

const REASON_MAX = 1_000;

/** Ends a campaign: why, and whether what is on its way still counts (V-9). */
export function StopDialog({
  campaign,
  onClose,
}: {
  campaign: { id: string; name: string };
  onClose: () => void;
}) {
  const stop = useStop(campaign.id);
  const [reason, setReason] = useState('');
  const [discard, setDiscard] = useState(false);
  const tooLong = reason.length > REASON_MAX;
  const submit = () =>
    stop.mutate(
      { reason: reason.trim(), discard_in_flight: discard },
      {
        onSuccess: () => {
          told(`Stopped ${campaign.name}`);
          onClose();
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title="Stop Campaign">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <Text size="sm">
            Pending assignments of <b>{campaign.name}</b> are cancelled. The row, its frozen
            payload, what was answered and the audit trail stay.
          </Text>
          <Textarea
            label="Reason (optional)"
            placeholder="stopped because all live responses came in"
            autosize
            minRows={3}
            maxRows={8}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={tooLong ? `At most ${count(REASON_MAX)} characters.` : undefined}
            description={`${count(reason.length)} / ${count(REASON_MAX)}`}
            inputWrapperOrder={['label', 'input', 'error', 'description']}
          />
          <Checkbox
            label="Discard in-flight results"
            description="Also reject responses that arrive after the stop. Unticked, responses that are already on the wire are accepted."
            checked={discard}
            onChange={(event) => setDiscard(event.currentTarget.checked)}
          />
          {stop.error && <ErrorNotice error={stop.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={stop.isPending} disabled={tooLong}>
              Stop Campaign
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
