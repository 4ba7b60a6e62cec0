import { useEffect, useMemo, useState } from 'react';
import { useUrl } from '../../lib/url';
import { draftOf, FLEET_DRAFT, idOnly, type Target } from '../../parts/target';
import { useLaunchRequest, type LaunchRequest } from './api';
import { cloneName, LIVE_WINDOW_DEFAULT } from './campaign';
import { overwrites, type Change, type Draft } from './draft';
import type { ChangeDraft } from './useDraft';

/** What is asked before a draft is replaced. */
export interface Replacing {
  keep: () => void;
  replace: () => void;
}

/**
 * Takes what the address brings along into the draft, once: `?sql=`, `?host=` and `?clone=` of a
 * campaign. A draft that would be lost is not replaced before the person says so.
 *
 * @returns why a campaign cannot be cloned, or null; and what is to be asked, or null
 */
export function usePrefill(draft: Draft, change: ChangeDraft) {
  const [{ sql = '', host = '', clone = '' }, setUrl] = useUrl();
  const { data, error } = useLaunchRequest(clone);
  const brought = useMemo(
    () => (clone === '' ? typed(sql, host) : data === undefined ? null : cloned(data)),
    [sql, host, clone, data],
  );
  // Asked of the draft that the address came to, and not of what stands there after it was taken.
  const [seen, setSeen] = useState<{ brought: Change | null; asks: boolean }>();
  if (seen?.brought !== brought) {
    setSeen({ brought, asks: brought !== null && overwrites(draft, brought) });
  }
  const asks = seen?.brought === brought && seen.asks;
  const ready = seen?.brought === brought && !seen.asks;
  useEffect(() => {
    if (ready && brought !== null) {
      change(brought);
      setUrl({ sql: '', host: '', clone: '' });
    }
  }, [ready, brought, change, setUrl]);
  const replacing: Replacing | null = asks
    ? {
        keep: () => setUrl({ sql: '', host: '', clone: '' }),
        replace: () => setSeen({ brought, asks: false }),
      }
    : null;
  return { cloneError: clone === '' ? null : error, replacing };
}

function typed(sql: string, host: string): Change | null {
  return sql === '' && host === ''
    ? null
    : {
        ...(sql === '' ? {} : { sql, saved: null }),
        ...(host === ''
          ? {}
          : { target: { ...FLEET_DRAFT, mode: 'single' as const, single: idOnly(host) } }),
      };
}

function cloned(launch: LaunchRequest): Change {
  return {
    sql: launch.sql ?? '',
    target: draftOf((launch.target ?? { type: 'all' }) as Target),
    asCampaign: true,
    name: cloneName(launch.name),
    minutes: launch.live_window_minutes ?? LIVE_WINDOW_DEFAULT,
    saved: null,
  };
}
