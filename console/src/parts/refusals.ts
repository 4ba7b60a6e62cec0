/** A launch that is within its live window. */
export interface HeldSlot {
  /** Of the campaign, or of the hunt when that has no campaign. */
  id: string;
  kind: string;
  name: string;
  by: string;
  live_until: string;
}

type Problem = Readonly<Record<string, unknown>>;

/** What holds the slots, of 429 `max_concurrent_hunts_reached`. */
export function heldSlots(problem: Problem): readonly HeldSlot[] {
  const slots = problem['slots'];
  return Array.isArray(slots) ? (slots as HeldSlot[]) : [];
}

/** The ids that no host has, of 422 `unknown_hosts`. */
export function unknownHosts(problem: Problem): readonly string[] {
  const hosts = problem['unknown_hosts'];
  return Array.isArray(hosts) ? hosts.map(String) : [];
}
