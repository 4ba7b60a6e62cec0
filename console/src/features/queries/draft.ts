import { FLEET_DRAFT, type TargetDraft } from '../../parts/target';
import { LIVE_WINDOW_DEFAULT, WINDOW_SECONDS_DEFAULT } from './campaign';

export interface LoadedQuery {
  id: string;
  name: string;
  /** As it was loaded. */
  sql: string;
}

/** What stands on the page and was not sent yet. */
export interface Draft {
  sql: string;
  target: TargetDraft;
  asCampaign: boolean;
  /** The campaign's name. */
  name: string;
  minutes: number | string;
  seconds: number | string;
  /** The saved query that was loaded; it may have been changed since. */
  saved: LoadedQuery | null;
}

export const EMPTY_DRAFT: Draft = {
  sql: '',
  target: FLEET_DRAFT,
  asCampaign: false,
  name: '',
  minutes: LIVE_WINDOW_DEFAULT,
  seconds: WINDOW_SECONDS_DEFAULT,
  saved: null,
};

/** A draft as it was kept; what is no draft, or of an older page, is an empty one. */
export function draftFrom(text: string | null): Draft {
  try {
    const kept = JSON.parse(text ?? 'null') as Partial<Draft> | null;
    return typeof kept?.sql === 'string' && typeof kept.target?.mode === 'string'
      ? { ...EMPTY_DRAFT, ...kept, target: { ...FLEET_DRAFT, ...kept.target } }
      : EMPTY_DRAFT;
  } catch {
    return EMPTY_DRAFT;
  }
}
