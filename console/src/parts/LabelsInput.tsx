import { Button, CloseButton, Group, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useRef, useState } from 'react';
import {
  shownLabels,
  withLabel,
  withoutLabel,
  wrongLabel,
  parseLabel,
  type Labels,
} from './labels';
import classes from './LabelsInput.module.css';

/** Labels as `key=value`: added and changed by typing, removed with a click. */
export function LabelsInput({
  labels,
  onChange,
  busy = false,
  none = 'No labels.',
  description = 'key=value, such as env=prod; the same key again changes its value',
}: {
  labels: Labels;
  /** Resolves when they are taken; what was typed stays until then. */
  onChange: (labels: Labels) => Promise<unknown> | void;
  busy?: boolean;
  none?: string;
  description?: string;
}) {
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const add = async () => {
    const text = typed.trim();
    const wrong = wrongLabel(text, labels);
    setFault(wrong);
    if (wrong !== null) {
      return;
    }
    try {
      await onChange(withLabel(labels, text));
      setTyped('');
    } catch {
      // Who is asked tells why; the text stays.
    }
    input.current?.focus();
  };
  const remove = (label: string) => {
    const key = parseLabel(label)?.key ?? label;
    void Promise.resolve(onChange(withoutLabel(labels, key))).catch(() => {});
  };
  const edit = (label: string) => {
    setTyped(label);
    input.current?.focus();
  };
  const shown = shownLabels(labels);
  return (
    <Stack gap="xs">
      {shown.length === 0 && (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      )}
      <Group
        gap={6}
        role="list"
        aria-label="Labels"
        display={shown.length === 0 ? 'none' : undefined}
      >
        {shown.map((label) => (
          <Group key={label} role="listitem" className={classes.label}>
            <UnstyledButton
              className={classes.text}
              fz="sm"
              title={`Change ${label}`}
              disabled={busy}
              onClick={() => edit(label)}
            >
              {label}
            </UnstyledButton>
            <CloseButton
              size={24}
              iconSize={14}
              aria-label={`Remove ${label}`}
              disabled={busy}
              onClick={() => remove(label)}
            />
          </Group>
        ))}
      </Group>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <TextInput
          ref={input}
          flex={1}
          maw={420}
          aria-label="Label"
          placeholder="env=prod"
          description={description}
          inputWrapperOrder={['input', 'description', 'error']}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          error={fault}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setFault(null);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              // It stands in forms too, which it must not send.
              event.preventDefault();
              void add();
            }
          }}
        />
        <Button variant="default" loading={busy} onClick={() => void add()}>
          Set label
        </Button>
      </Group>
    </Stack>
  );
}
