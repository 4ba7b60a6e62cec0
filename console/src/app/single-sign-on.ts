import { Refusal } from '../lib/problem';

/** Where signing in through the identity provider begins; a GET that leaves the console. */
export const SINGLE_SIGN_ON = '/api/v1/session/oidc';

const PROBLEMS: Readonly<Record<string, string>> = {
  no_role:
    'Your identity provider gives you no role in Mimir. Ask whoever administers it for one, then sign in again.',
  no_username: 'Your identity provider tells no user name that Mimir can use. Ask an admin.',
  username_taken: 'Another account has your user name already. Ask an admin.',
  disabled: 'Your account is disabled. Ask an admin.',
  too_many_attempts: 'Too many attempts. Wait a minute and try again.',
  failed:
    'Single sign-on did not work. Try again; if it stays so, tell an admin: the log of the gateway says why.',
};

/** What the gateway said of a sign-on that came back without a session; nothing if none did. */
export function signOnProblem(search: string): Refusal | null {
  const problem = new URLSearchParams(search).get('sign_in_problem');
  if (problem === null) {
    return null;
  }
  // What is in an address, anybody may have written there.
  const known = Object.hasOwn(PROBLEMS, problem) ? problem : 'failed';
  return new Refusal(403, known, PROBLEMS[known] ?? '');
}

const PLACE = 'mimir.place';

/** How long somebody may take at the provider. */
const PLACE_MILLIS = 15 * 60_000;

/** Keeps the page that is wanted, while the browser is at the provider. */
export function rememberPlace(
  place: string,
  storage: Storage = sessionStorage,
  now: number = Date.now(),
): void {
  storage.setItem(PLACE, `${now} ${place}`);
}

/** The page that was wanted, once; only one of this console. */
export function takePlace(
  storage: Storage = sessionStorage,
  now: number = Date.now(),
): string | null {
  const kept = /^(\d+) (\/(?![/\\]).*)$/.exec(storage.getItem(PLACE) ?? '');
  storage.removeItem(PLACE);
  return kept?.[2] !== undefined && now - Number(kept[1]) < PLACE_MILLIS ? kept[2] : null;
}
