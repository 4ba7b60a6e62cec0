import { Code, Select, Text, type SelectProps } from '@mantine/core';
import { sentence } from '../lib/problem';
import { IOC_TYPES } from './badges';
import {
  SEVERITIES,
  TYPE_OPTIONS,
  type Detection,
  type IndicatorType,
  type Severity,
} from './indicators';

type Rest = Omit<SelectProps, 'value' | 'onChange' | 'data'>;

/** Picks a severity. */
export function SeveritySelect({
  value,
  onChange,
  ...rest
}: { value: Severity; onChange: (severity: Severity) => void } & Rest) {
  return (
    <Select
      label="Severity"
      allowDeselect={false}
      data={[...SEVERITIES]}
      value={value}
      onChange={(picked) => picked !== null && onChange(picked as Severity)}
      {...rest}
    />
  );
}

/** Picks the type of an indicator; null leaves it to detection. */
export function TypeSelect({
  value,
  detection,
  onChange,
  ...rest
}: {
  value: IndicatorType | null;
  detection: Detection;
  onChange: (type: IndicatorType | null) => void;
} & Rest) {
  return (
    <Select
      label="Type"
      placeholder={detection.detected?.label ?? 'Detected'}
      clearable
      data={TYPE_OPTIONS}
      value={value}
      onChange={(picked) => onChange(picked as IndicatorType | null)}
      {...rest}
    />
  );
}

/** `Detected: SHA256`, and the value as it will be kept when that differs from what was typed. */
export function DetectedLine({
  typed,
  type,
  detection,
}: {
  typed: string;
  /** Picked instead of the detected one. */
  type: IndicatorType | null;
  detection: Detection;
}) {
  const value = typed.trim();
  const { detected, error } = detection;
  return (
    <Text
      component="div"
      size="sm"
      c={error && type === null ? 'red' : 'dimmed'}
      mih={22}
      aria-live="polite"
    >
      {value !== '' && <Told value={value} type={type} detection={{ detected, error }} />}
    </Text>
  );
}

function Told({
  value,
  type,
  detection: { detected, error },
}: {
  value: string;
  type: IndicatorType | null;
  detection: Detection;
}) {
  if (error) {
    return <>{sentence(error)}</>;
  }
  if (detected === undefined) {
    return <>Detecting…</>;
  }
  const overridden = type !== null && type !== detected.type;
  return (
    <>
      Detected: <b>{detected.label}</b>
      {overridden && <> — will be used as {IOC_TYPES[type]}</>}
      {!overridden && detected.normalised !== value && (
        <>
          , kept as <Code>{detected.normalised}</Code>
        </>
      )}
    </>
  );
}
