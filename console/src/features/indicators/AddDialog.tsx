import { Alert, Button, Group, Modal, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { DetectedLine, SeveritySelect, TypeSelect } from '../../parts/IndicatorInputs';
import { useDetected, type IndicatorType, type Severity } from '../../parts/indicators';
import { ErrorNotice } from '../../ui/Notice';
import { told } from '../../ui/toast';
import { useAddIndicator, type Indicator } from './api';

/** Adds one indicator. */
export function AddDialog({
  onClose,
  onShow,
}: {
  onClose: () => void;
  /** Opens the one that is there already. */
  onShow: (indicator: Indicator) => void;
}) {
  const [value, setValue] = useState('');
  const [type, setType] = useState<IndicatorType | null>(null);
  const [severity, setSeverity] = useState<Severity>('medium');
  const [description, setDescription] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const detection = useDetected(value);
  const add = useAddIndicator();
  const existing = add.data?.added === false ? add.data.indicator : undefined;
  const usable = value.trim() !== '' && (type !== null || detection.detected !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!usable || add.isPending) {
      return;
    }
    const chosen = type ?? detection.detected?.type;
    add.mutate(
      { value: value.trim(), type: chosen, severity, description: description.trim(), tags },
      {
        onSuccess: ({ indicator, added }) => {
          if (added) {
            told(`Added ${indicator.value}`);
            onClose();
          }
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title="Add indicator" size="lg">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <div>
            <TextInput
              label="Value"
              data-autofocus
              autoComplete="off"
              spellCheck={false}
              value={value}
              onChange={(event) => {
                setValue(event.currentTarget.value);
                add.reset();
              }}
            />
            <DetectedLine typed={value} type={type} detection={detection} />
          </div>
          <Group grow align="flex-start">
            <TypeSelect value={type} detection={detection} onChange={setType} />
            <SeveritySelect value={severity} onChange={setSeverity} />
          </Group>
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2_000}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <TagsInput
            label="Tags"
            description="Enter after each; at most 20"
            maxTags={20}
            acceptValueOnBlur
            value={tags}
            onChange={setTags}
          />
          {add.error !== null && <ErrorNotice error={add.error} />}
          {existing !== undefined && (
            <Exists indicator={existing} onShow={() => onShow(existing)} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {existing === undefined ? 'Cancel' : 'Close'}
            </Button>
            <Button type="submit" loading={add.isPending} disabled={!usable}>
              Add indicator
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Exists({ indicator, onShow }: { indicator: Indicator; onShow: () => void }) {
  return (
    <Alert color="yellow" role="status" title="It exists already">
      <Group justify="space-between" gap="sm">
        <span>
          {indicator.value} stays as it is: {indicator.severity},{' '}
          {indicator.active ? 'active' : 'inactive'}.
        </span>
        <Button size="xs" variant="default" onClick={onShow}>
          Edit that one
        </Button>
      </Group>
    </Alert>
  );
}
