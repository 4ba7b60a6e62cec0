import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from '../../target/api-types';
import { Refusal, refusalOf } from './problem';

/** The API's schemas by name, generated from the merged OpenAPI document. */
export type Schemas = components['schemas'];

let csrfToken: string | null = null;
let whenSignedOut: () => void = () => {};

export function rememberToken(token: string | null): void {
  csrfToken = token;
}

/** Called when an answer says that the session is over. */
export function onSignedOut(listener: () => void): void {
  whenSignedOut = listener;
}

const guard: Middleware = {
  onRequest({ request }) {
    if (csrfToken !== null && request.method !== 'GET') {
      request.headers.set('X-CSRF-Token', csrfToken);
    }
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) {
      return;
    }
    const refusal = await refusalOf(response);
    if (refusal.code === 'unauthenticated') {
      whenSignedOut();
    }
    throw refusal;
  },
  onError() {
    return new Refusal(0, 'unreachable', 'The server cannot be reached.');
  },
};

/** The API: `api.GET('/api/v1/hosts', { params: { query: { q } } })`; throws a {@link Refusal}. */
export const api = createClient<paths>({
  // Asked for at each call, so that tests can give another.
  fetch: (request) => globalThis.fetch(request),
});
api.use(guard);

/** The answer's body; a refusal was thrown before. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** The same for what the typed client cannot send: files and forms. */
export async function send(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (csrfToken !== null) {
    headers.set('X-CSRF-Token', csrfToken);
  }
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch {
    throw new Refusal(0, 'unreachable', 'The server cannot be reached.');
  }
  if (response.ok) {
    return response;
  }
  const refusal = await refusalOf(response);
  if (refusal.code === 'unauthenticated') {
    whenSignedOut();
  }
  throw refusal;
}
