import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body, send, type Schemas } from '../../lib/http';
import { usePages } from '../../lib/pages';
import type { Draft } from './manifest';

export type Release = Schemas['Release'];

const RELEASES = ['osquery-releases'];

/** The releases, newest first; asked for again since hosts install them meanwhile. */
export function useReleases() {
  return usePages<Release>(
    RELEASES,
    (cursor) =>
      body(api.GET('/api/v1/osquery-releases', { params: { query: { limit: 100, cursor } } })),
    { refetchMs: 10_000 },
  );
}

function useChange<Arguments>(change: (asked: Arguments) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also after a refusal: somebody else may have changed it.
    onSettled: () => queries.invalidateQueries({ queryKey: RELEASES }),
  });
}

interface Registration {
  draft: Draft;
  binary: File | null;
  signal: AbortSignal;
}

export function useRegister() {
  return useChange(({ draft, binary, signal }: Registration) => {
    if (binary === null) {
      return api.POST('/api/v1/osquery-releases', { body: draft, signal });
    }
    const form = new FormData();
    for (const [name, value] of Object.entries(draft)) {
      form.append(name, value);
    }
    // Last, so that the fields are read before the bytes are.
    form.append('binary', binary);
    return send('/api/v1/osquery-releases', { method: 'POST', body: form, signal });
  });
}

export function useApprove() {
  return useChange((id: string) =>
    api.POST('/api/v1/osquery-releases/{id}/approve', { params: { path: { id } } }),
  );
}

export function useSetRollout(id: string) {
  return useChange((percent: number) =>
    api.PUT('/api/v1/osquery-releases/{id}/rollout', {
      params: { path: { id } },
      body: { percent },
    }),
  );
}

export function useDelete() {
  return useChange((id: string) =>
    api.DELETE('/api/v1/osquery-releases/{id}', { params: { path: { id } } }),
  );
}
