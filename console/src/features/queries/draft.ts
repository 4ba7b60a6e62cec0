import { FLEET_DRAFT, targetOf, type Target, type TargetDraft } from '../../parts/target';
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

/** The part of a draft that an address or a click brings along. */
export type Change = Partial<Draft>;

/** Whether something that was typed or picked, and is kept nowhere else, would be gone. */
export function overwrites({ sql, saved, target }: Draft, change: Change): boolean {
  const typed = sql.trim() !== '' && sql !== saved?.sql;
  const loses = typed && change.sql !== undefined && change.sql !== sql;
  const picked = targetOf(target);
  const brought = change.target === undefined ? picked : targetOf(change.target);
  const asks = change.sql === undefined ? isList(picked) : isPicked(picked);
  return loses || (asks && !isSame(picked, brought));
}

/** The fleet is what stands there before anything is picked. */
function isPicked(target: Target | null): boolean {
  return target !== null && target.type !== 'all';
}

/** One host, or a system, is picked again with a click. */
function isList(target: Target | null): boolean {
  return target?.type === 'hosts' && target.host_ids.length > 1;
}

function isSame(one: Target | null, other: Target | null): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Characters of a draft that are kept: a browser takes some megabytes of a whole site. */
const KEPT_MAX = 256 * 1024;

/** A list this long is never written: making its text takes longer than a key press. */
const LIST_KEPT_MAX = 2_500;

/** Above so many hosts a list is not sent to be checked with each pause in typing. */
const LIST_CHECKED_MAX = 1_000;

/** What of a draft a reload loses, because it is too long to be kept. */
export type Unkept = 'nothing' | 'list' | 'all';

/**
 * A draft as it is kept: without a list of hosts that is too long for that, and not at all when
 * the rest is.
 */
export function keptOf(draft: Draft): { text: string; unkept: Unkept } {
  if (draft.target.list.length <= LIST_KEPT_MAX) {
    const text = JSON.stringify(draft);
    if (text.length <= KEPT_MAX) {
      return { text, unkept: 'nothing' };
    }
  }
  const text = JSON.stringify({ ...draft, target: { ...draft.target, list: [] } });
  return text.length <= KEPT_MAX ? { text, unkept: 'list' } : { text: '', unkept: 'all' };
}

/** Whom a statement is checked for while it is typed; null: for a fleet of many hosts. */
export function checkedFor(target: Target | null): Target | null {
  return target?.type === 'hosts' && target.host_ids.length > LIST_CHECKED_MAX ? null : target;
}

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
