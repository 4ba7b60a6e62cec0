import { draftOf, FLEET_DRAFT, targetOf, type TargetDraft } from '../../parts/target';
import type { IndicatorType, Severity } from '../../parts/indicators';
import type { HuntRequest, Indicator } from './api';

export const WINDOW_MINUTES = 10;
export const SEEN_WITHIN_DAYS = 90;

/** More is for the import on the Indicators page. */
export const DETECTED_MAX = 200;

/** What was picked for a pasted value instead of what is detected. */
export interface Picked {
  type?: IndicatorType;
  severity?: Severity;
}

/** What stands in the form of an advanced hunt. */
export interface HuntDraft {
  name: string;
  indicators: readonly Indicator[];
  /** One value per line. */
  pasted: string;
  picked: Readonly<Record<string, Picked>>;
  /** Of the pasted values for which none was picked. */
  severity: Severity;
  target: TargetDraft;
  windowMinutes: number | string;
  seenWithinDays: number | string;
}

export function emptyDraft(mayAskTheFleet: boolean): HuntDraft {
  return {
    name: '',
    indicators: [],
    pasted: '',
    picked: {},
    severity: 'medium',
    target: mayAskTheFleet ? FLEET_DRAFT : { ...FLEET_DRAFT, mode: 'list' },
    windowMinutes: WINDOW_MINUTES,
    seenWithinDays: SEEN_WITHIN_DAYS,
  };
}

/** The values of a pasted text, each once; a line that begins with # says nothing. */
export function valuesIn(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== '' && !line.startsWith('#')))];
}

/** What one number of the form says; undefined when it is no whole number in its range. */
export function numberIn(value: number | string, max: number): number | undefined {
  const number = typeof value === 'number' ? value : value.trim() === '' ? NaN : Number(value);
  return Number.isInteger(number) && number >= 1 && number <= max ? number : undefined;
}

/**
 * What the form would launch, or what is missing.
 *
 * @param typeOf the detected type of a pasted value; undefined while it is not known
 */
export function requestOf(
  draft: HuntDraft,
  typeOf: (value: string) => IndicatorType | undefined,
): { request: HuntRequest } | { missing: string } {
  const values = valuesIn(draft.pasted);
  if (values.length + draft.indicators.length === 0) {
    return { missing: 'Pick or paste at least one indicator.' };
  }
  const indicators = values.map((value) => ({
    value,
    type: draft.picked[value]?.type ?? typeOf(value),
    severity: draft.picked[value]?.severity ?? draft.severity,
  }));
  if (indicators.some(({ type }) => type === undefined)) {
    return { missing: 'Some of the pasted values have no type yet.' };
  }
  const target = targetOf(draft.target);
  if (target === null) {
    return { missing: 'Pick whom to ask.' };
  }
  const window = numberIn(draft.windowMinutes, 1_440);
  if (window === undefined) {
    return { missing: 'The live window is 1 to 1,440 minutes.' };
  }
  const seen = numberIn(draft.seenWithinDays, 3_650);
  if (seen === undefined) {
    return { missing: 'Hosts are seen within 1 to 3,650 days.' };
  }
  return {
    request: {
      name: draft.name.trim() || undefined,
      indicator_ids: draft.indicators.map(({ id }) => id),
      indicators,
      target,
      live_window_minutes: window,
      hosts_seen_within_days: seen,
    },
  };
}

/** A name that ends with the minute of its launch: the next one gets its own. */
const MADE_UP = / · \d{4}-\d\d-\d\d \d\d:\d\d$/;

/** The form that would launch an earlier hunt again (L-6). */
export function draftOfRequest(request: HuntRequest, mayAskTheFleet: boolean): HuntDraft {
  const empty = emptyDraft(mayAskTheFleet);
  const known = request.indicators ?? [];
  const target = request.target;
  const askable = target !== undefined && (target.type !== 'all' || mayAskTheFleet);
  return {
    ...empty,
    name: MADE_UP.test(request.name ?? '') ? '' : (request.name ?? ''),
    pasted: known.map(({ value }) => value ?? '').join('\n'),
    picked: Object.fromEntries(
      known.map(({ value, type, severity }) => [
        value ?? '',
        {
          type: (type ?? undefined) as IndicatorType | undefined,
          severity: (severity ?? undefined) as Severity | undefined,
        },
      ]),
    ),
    target: askable ? draftOf(target) : empty.target,
    windowMinutes: request.live_window_minutes ?? WINDOW_MINUTES,
    seenWithinDays: request.hosts_seen_within_days ?? SEEN_WITHIN_DAYS,
  };
}
