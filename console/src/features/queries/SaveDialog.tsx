import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { targetOf, type TargetDraft } from '../../parts/target';
import { TargetPicker } from '../../parts/TargetPicker';
import { ErrorNotice } from '../../ui/Notice';
import { told } from '../../ui/toast';
import { useSave, type SavedQuery } from './api';

export interface SaveStart {
  /** null: a new one. */
  id: string | null;
  name: string;
  description: string;
  sql: string;
  scope: TargetDraft;
}

/** Saves a query under a name, or changes one. */
export function SaveDialog({
  title,
  start,
  onSaved,
  onClose,
}: {
  title: string;
  start: SaveStart;
  onSaved?: (saved: SavedQuery) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState(start.name);
  const [description, setDescription] = useState(start.description);
  const [sql, setSql] = useState(start.sql);
  const [scope, setScope] = useState(start.scope);
  const save = useSave(start.id);
  const target = targetOf(scope);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (target === null) {
      return;
    }
    save.mutate(
      { name: name.trim(), description, sql, scope: target },
      {
        onSuccess: (saved) => {
          told(`Saved ${saved.name}`);
          onSaved?.(saved);
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            required
            maxLength={200}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxRows={6}
            maxLength={2_000}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <SqlField value={sql} onChange={setSql} />
          <div>
            <Text size="sm" fw={500} mb={4}>
              Scope
            </Text>
            <TargetPicker draft={scope} onChange={setScope} />
          </div>
          {save.error && <ErrorNotice error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={save.isPending}
              disabled={name.trim() === '' || sql.trim() === '' || target === null}
            >
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** SQL in a dialog: plain text, without the editor's completion. */
export function SqlField({ value, onChange }: { value: string; onChange: (sql: string) => void }) {
  return (
    <Textarea
      label="SQL"
      required
      autosize
      minRows={4}
      maxRows={12}
      spellCheck={false}
      autoCapitalize="none"
      ff="monospace"
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
