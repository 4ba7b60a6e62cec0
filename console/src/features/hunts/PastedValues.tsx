import { Alert, Group, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { sentence } from '../../lib/problem';
import { counted } from '../../lib/time';
import { SeveritySelect } from '../../parts/IndicatorInputs';
import {
  SEVERITIES,
  TYPE_OPTIONS,
  type IndicatorType,
  type Severity,
} from '../../parts/indicators';
import { DataTable } from '../../ui/DataTable';
import { useDetections, type ValueDetection } from './api';
import { DETECTED_MAX, valuesIn, type HuntDraft, type Picked } from './draft';

/** Detects what was pasted and not picked, 300 ms after the last key. */
export function usePastedTypes(draft: HuntDraft): {
  values: readonly string[];
  tooMany: boolean;
  of: ReadonlyMap<string, ValueDetection>;
} {
  const [settled] = useDebouncedValue(draft.pasted, 300);
  const values = valuesIn(draft.pasted);
  const unknown = valuesIn(settled).filter((value) => draft.picked[value]?.type === undefined);
  const tooMany = unknown.length > DETECTED_MAX;
  return { values, tooMany, of: useDetections(tooMany ? [] : unknown) };
}

/** Values one per line, each with what it was taken for, which can be changed. */
export function PastedValues({
  draft,
  types,
  onChange,
}: {
  draft: HuntDraft;
  types: ReturnType<typeof usePastedTypes>;
  onChange: (change: Partial<HuntDraft>) => void;
}) {
  const { values, tooMany, of } = types;
  const pick = (value: string, picked: Picked) =>
    onChange({ picked: { ...draft.picked, [value]: { ...draft.picked[value], ...picked } } });
  return (
    <Stack gap="xs">
      <Group align="flex-start" gap="sm">
        <Textarea
          flex={1}
          miw={240}
          label="Paste values"
          description="One per line; what is no indicator yet becomes one"
          autosize
          minRows={3}
          maxRows={10}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={draft.pasted}
          onChange={(event) => onChange({ pasted: event.currentTarget.value })}
        />
        <SeveritySelect
          w={150}
          description="Of new indicators"
          value={draft.severity}
          onChange={(severity) => onChange({ severity })}
        />
      </Group>
      {tooMany && (
        <Alert color="orange" py="xs">
          More than {DETECTED_MAX} values: import them on the Indicators page, then hunt those.
        </Alert>
      )}
      {values.length > 0 && !tooMany && (
        <DataTable
          label={`${counted(values.length, 'pasted value')}`}
          height="320px"
          rows={values}
          rowKey={(value) => value}
          columns={[
            {
              key: 'value',
              title: counted(values.length, 'value'),
              cell: (value) => <Value value={value} detection={of.get(value)} />,
            },
            {
              key: 'type',
              title: 'Type',
              width: 210,
              cell: (value) => (
                <NativeSelect
                  size="xs"
                  aria-label={`Type of ${value}`}
                  value={draft.picked[value]?.type ?? ''}
                  onChange={(event) =>
                    pick(value, {
                      type: (event.currentTarget.value || undefined) as IndicatorType | undefined,
                    })
                  }
                  data={[{ value: '', label: detectedAs(of.get(value)) }, ...TYPE_OPTIONS]}
                />
              ),
            },
            {
              key: 'severity',
              title: 'Severity',
              width: 120,
              wide: true,
              cell: (value) => (
                <NativeSelect
                  size="xs"
                  aria-label={`Severity of ${value}`}
                  value={draft.picked[value]?.severity ?? draft.severity}
                  onChange={(event) =>
                    pick(value, { severity: event.currentTarget.value as Severity })
                  }
                  data={[...SEVERITIES]}
                />
              ),
            },
          ]}
        />
      )}
    </Stack>
  );
}

function detectedAs(detection: ValueDetection | undefined): string {
  if (detection?.error) {
    return 'No type fits';
  }
  return detection?.detected === undefined ? 'Detected' : `Detected: ${detection.detected.label}`;
}

function Value({ value, detection }: { value: string; detection: ValueDetection | undefined }) {
  const normalised = detection?.detected?.normalised;
  return (
    <>
      <Text size="sm" className="mono">
        {value}
      </Text>
      {normalised !== undefined && normalised !== value && (
        <Text size="xs" c="dimmed" className="mono">
          {normalised}
        </Text>
      )}
      {detection?.error && (
        <Text size="xs" c="red">
          {sentence(detection.error)}
        </Text>
      )}
    </>
  );
}
