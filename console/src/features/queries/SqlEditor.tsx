import { Alert, Code, Group, Kbd, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { lazy, Suspense, useId, useMemo, type KeyboardEvent, type ReactNode } from 'react';
import { code, sentence } from '../../lib/problem';
import type { Target } from '../../parts/target';
import { usePainted } from '../../ui/painted';
import { useCheck, useSchema } from './api';
import { markIn, type Checked } from './check';

const Editor = lazy(() => import('./Editor'));

/** Where the SQL is typed, and under it what the guard says to it. */
export function SqlEditor({
  value,
  onChange,
  onRun,
  target,
}: {
  value: string;
  onChange: (sql: string) => void;
  /** Ctrl+Enter; null when the person may not run it. */
  onRun: (() => void) | null;
  /** Whom it would ask; null while that is open. */
  target: Target | null;
}) {
  const schema = useSchema();
  const painted = usePainted();
  const hint = useId();
  const current = useMemo(() => ({ sql: value, target }), [value, target]);
  const [asked] = useDebouncedValue(current, 400);
  const { checked, error } = useCheck(asked.sql, asked.target);
  const shown = value.trim() === '' ? undefined : checked;
  // The editor itself moves a mark while its text changes; the next answer sets it anew.
  const mark = useMemo(() => (shown === undefined ? null : markIn(shown.sql, shown)), [shown]);
  // Before the editor, which would begin a new line.
  const runs = (event: KeyboardEvent) => {
    if (onRun !== null && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      onRun();
    }
  };
  return (
    <Stack gap={6} onKeyDownCapture={runs}>
      <Suspense fallback={<EditorPlace />}>
        {painted ? (
          <Editor
            value={value}
            onChange={onChange}
            schema={schema}
            mark={mark}
            describedBy={hint}
          />
        ) : (
          <EditorPlace />
        )}
      </Suspense>
      <Group justify="space-between" gap="xs" align="flex-start">
        <Verdict checked={shown} error={value.trim() === '' ? null : error} />
        <Text id={hint} size="xs" c="dimmed" visibleFrom="sm">
          {onRun !== null && (
            <>
              <Kbd size="xs">Ctrl</Kbd> <Kbd size="xs">Enter</Kbd> runs,{' '}
            </>
          )}
          <Kbd size="xs">Tab</Kbd> leaves the editor
        </Text>
      </Group>
      <Cautions checked={shown} />
    </Stack>
  );
}

function EditorPlace() {
  return <Skeleton height={178} radius="md" role="status" aria-label="Loading the editor" />;
}

function Verdict({ checked, error }: { checked: Checked | undefined; error: unknown }) {
  let told: ReactNode = null;
  if (error !== null) {
    told = (
      <Text size="sm" c="red" component="span">
        {sentence(error)} <Code>{code(error)}</Code>
      </Text>
    );
  } else if (checked?.valid === false) {
    told = (
      <Text size="sm" c="red" component="span">
        Line {checked.line}, column {checked.column}: {checked.told} <Code>invalid_sql</Code>
      </Text>
    );
  } else if (checked?.valid === true) {
    told = (
      <Text size="sm" c="dimmed" component="span">
        {checked.tables.length === 0
          ? 'Valid, reads no table.'
          : `Valid, reads ${checked.tables.join(', ')}.`}
      </Text>
    );
  }
  return (
    <div role="status" aria-label="Check" style={{ flex: '1 1 320px', overflowWrap: 'anywhere' }}>
      {told}
    </div>
  );
}

function Cautions({ checked }: { checked: Checked | undefined }) {
  if (checked === undefined || !checked.valid) {
    return null;
  }
  const { blocked_by, warnings } = checked;
  return (
    <>
      {blocked_by !== null && (
        <Caution>
          {blocked_by} may be asked of a single host only. Narrow the target or rewrite the query.{' '}
          <Code>blocked_sql</Code>
        </Caution>
      )}
      {warnings.map((warning) => (
        <Caution key={`${warning.code} ${warning.table}`}>
          {warning.message} <Code>{warning.code}</Code>
        </Caution>
      ))}
    </>
  );
}

function Caution({ children }: { children: ReactNode }) {
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} py={6}>
      <Text size="sm">{children}</Text>
    </Alert>
  );
}
