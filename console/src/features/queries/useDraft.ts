import { useCallback, useEffect, useMemo, useState } from 'react';
import { draftFrom, keptOf, type Draft, type Unkept } from './draft';

export type ChangeDraft = (change: Partial<Draft>) => void;

/**
 * What a person has typed: it survives a reload and a sign-out, in this tab, and nobody else who
 * signs in here sees it.
 *
 * @returns it, how to change it, and what of it is not kept
 */
export function useDraft(username: string): [Draft, ChangeDraft, Unkept] {
  const key = `mimir.queries.draft.${username}`;
  const [draft, setDraft] = useState(() => draftFrom(kept(key)));
  const { text, unkept } = useMemo(() => keptOf(draft), [draft]);
  useEffect(() => keep(key, text), [key, text]);
  const change = useCallback(
    (values: Partial<Draft>) => setDraft((before) => ({ ...before, ...values })),
    [],
  );
  return [draft, change, unkept];
}

/** What was asked in a run, for when the page is opened again at its address. */
export interface Asked {
  sql: string;
  targeted: number;
}

const runKey = (run: string) => `mimir.queries.run.${run}`;

export function keepAsked(run: string, asked: Asked): void {
  keep(runKey(run), JSON.stringify(asked));
}

export function askedIn(run: string): Asked | null {
  return JSON.parse(kept(runKey(run)) ?? 'null') as Asked | null;
}

function kept(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // Full, or forbidden by the browser: it only lasts as long as the page.
  }
}
