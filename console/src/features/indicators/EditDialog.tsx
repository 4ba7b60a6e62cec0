import {
  Button,
  Code,
  Group,
  Modal,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
} from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { IocTypeBadge } from '../../parts/badges';
import { SeveritySelect } from '../../parts/IndicatorInputs';
import { ErrorNotice } from '../../ui/Notice';
import { RelativeTime } from '../../ui/RelativeTime';
import { told } from '../../ui/toast';
import { useChangeIndicator, type Indicator } from './api';

/** Changes what may change of an indicator: never its type or its value. */
export function EditDialog({ indicator, onClose }: { indicator: Indicator; onClose: () => void }) {
  const [severity, setSeverity] = useState(indicator.severity);
  const [description, setDescription] = useState(indicator.description);
  const [tags, setTags] = useState(indicator.tags);
  const [active, setActive] = useState(indicator.active);
  const change = useChangeIndicator();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { id: indicator.id, change: { severity, description, tags, active } },
      {
        onSuccess: () => {
          told('The indicator is changed');
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title="Edit indicator" size="lg">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Group gap="xs">
            <IocTypeBadge type={indicator.type} />
            <Code style={{ overflowWrap: 'anywhere' }}>{indicator.value}</Code>
          </Group>
          <Text component="div" size="sm" c="dimmed">
            Created <RelativeTime at={indicator.created_at} /> by {indicator.created_by}
            {indicator.changed_by !== null && (
              <>
                , changed <RelativeTime at={indicator.changed_at} /> by {indicator.changed_by}
              </>
            )}
          </Text>
          <SeveritySelect value={severity} onChange={setSeverity} data-autofocus />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2_000}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <TagsInput label="Tags" maxTags={20} acceptValueOnBlur value={tags} onChange={setTags} />
          <Switch
            label="Active"
            description="What was launched with it keeps what it was: an inactive one still matches there."
            checked={active}
            onChange={(event) => setActive(event.currentTarget.checked)}
          />
          {change.error !== null && <ErrorNotice error={change.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={change.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
