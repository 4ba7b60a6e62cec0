import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { api, body, type Schemas } from '../lib/http';
import { Refusal } from '../lib/problem';
import { IOC_TYPES } from './badges';

export type IndicatorType = Schemas['IndicatorType'];
export type Severity = Schemas['Severity'];
export type Detected = Schemas['DetectedIndicator'];

export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** The types by the names that people know them by. */
export const TYPE_OPTIONS = Object.entries(IOC_TYPES).map(([value, label]) => ({ value, label }));

/** How the service is asked what a value is; the same value is asked for once. */
export function detection(value: string) {
  return {
    queryKey: ['indicators', 'detect', value],
    queryFn: () => body(api.POST('/api/v1/indicators/detect', { body: { value } })),
    staleTime: Infinity,
    // No type fits: it will not fit the next time either.
    retry: (failures: number, error: Error) =>
      failures < 2 && error instanceof Refusal && error.status === 0,
  };
}

export interface Detection {
  /** What the value is; undefined while it is asked for, and when no type fits. */
  detected: Detected | undefined;
  error: unknown;
}

/** What a typed value is, 250 ms after the last key. */
export function useDetected(typed: string): Detection {
  const value = typed.trim();
  const [asked] = useDebouncedValue(value, 250);
  const query = useQuery({ ...detection(asked), enabled: asked !== '' });
  const current = value !== '' && asked === value;
  return {
    detected: current ? query.data : undefined,
    error: current ? query.error : null,
  };
}
