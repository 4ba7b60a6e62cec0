import { useCallback, useEffect, useState } from 'react';
import { draftFrom, type Draft } from './draft';

export type ChangeDraft = (change: Partial<Draft>) => void;

/**
 * What a person has typed: it survives a reload and a sign-out, in this tab, and nobody else who
 * signs in here sees it.
 */
export function useDraft(username: string): [Draft, ChangeDraft] {
  const key = `mimir.queries.draft.${username}`;
  const [draft, setDraft] = useState(() => draftFrom(kept(key)));
  useEffect(() => keep(key, JSON.stringify(draft)), [key, draft]);
  const change = useCallback(
    (values: Partial<Draft>) => setDraft((before) => ({ ...before, ...values })),
    [],
  );
  return [draft, change];
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
