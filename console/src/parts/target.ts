/** Whom a launch asks, as the API takes it. */
export type Target =
  { type: 'all' } | { type: 'hosts'; host_ids: string[] } | { type: 'os_in'; os: string[] };

export const PLATFORMS = ['linux', 'darwin', 'windows', 'freebsd'] as const;
export type Platform = (typeof PLATFORMS)[number];

export type TargetMode = 'fleet' | 'single' | 'list' | 'os';

export interface PickedHost {
  id: string;
  hostname: string;
}

/** What stands in the picker: each mode keeps what was picked in it. */
export interface TargetDraft {
  mode: TargetMode;
  single: PickedHost | null;
  list: readonly PickedHost[];
  os: readonly string[];
}

export const FLEET_DRAFT: TargetDraft = { mode: 'fleet', single: null, list: [], os: [] };

/** The target of a draft; null while nothing is picked. */
export function targetOf(draft: TargetDraft): Target | null {
  switch (draft.mode) {
    case 'fleet':
      return { type: 'all' };
    case 'single':
      return draft.single === null ? null : { type: 'hosts', host_ids: [draft.single.id] };
    case 'list':
      return draft.list.length === 0
        ? null
        : { type: 'hosts', host_ids: draft.list.map((host) => host.id) };
    case 'os':
      return draft.os.length === 0 ? null : { type: 'os_in', os: [...draft.os] };
  }
}

const KEYED_FROM = 1_000;
const KEYS = new WeakMap<Target, string>();
let keyed = 0;

/** What answers about a target are kept by; of a long list not the list, which is slow to compare. */
export function keyOf(target: Target): Target | string {
  if (target.type !== 'hosts' || target.host_ids.length < KEYED_FROM) {
    return target;
  }
  let key = KEYS.get(target);
  if (key === undefined) {
    key = `list ${(keyed += 1)}`;
    KEYS.set(target, key);
  }
  return key;
}

/** A host of whom only the id is known. */
export function idOnly(id: string): PickedHost {
  return { id, hostname: id.slice(0, 8) };
}

export function unnamed(host: PickedHost): boolean {
  return host.hostname === host.id.slice(0, 8);
}

/** The draft that shows a target; hosts of whom only the id is known are named by it. */
export function draftOf(target: Target): TargetDraft {
  switch (target.type) {
    case 'all':
      return FLEET_DRAFT;
    case 'os_in':
      return { ...FLEET_DRAFT, mode: 'os', os: target.os };
    case 'hosts': {
      const list = target.host_ids.map(idOnly);
      const [only] = list;
      return list.length === 1 && only !== undefined
        ? { ...FLEET_DRAFT, mode: 'single', single: only }
        : { ...FLEET_DRAFT, mode: 'list', list };
    }
  }
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** The host ids in a pasted text, each once, in lower case. */
export function idsIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(UUID), ([id]) => id.toLowerCase()))];
}
