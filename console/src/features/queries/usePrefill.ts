import { useEffect } from 'react';
import { useUrl } from '../../lib/url';
import { draftOf, FLEET_DRAFT, idOnly, type Target } from '../../parts/target';
import { useLaunchRequest } from './api';
import { cloneName, LIVE_WINDOW_DEFAULT } from './campaign';
import type { ChangeDraft } from './useDraft';

/**
 * Takes what the address brings along into the draft, once: `?sql=`, `?host=` and `?clone=` of a
 * campaign.
 *
 * @returns why a campaign cannot be cloned, or null
 */
export function usePrefill(change: ChangeDraft): unknown {
  const [{ sql, host, clone }, setUrl] = useUrl();
  useEffect(() => {
    if (sql !== undefined) {
      change({ sql, saved: null });
    }
    if (host !== undefined) {
      change({
        target: {
          ...FLEET_DRAFT,
          mode: 'single',
          single: idOnly(host),
        },
      });
    }
    if (sql !== undefined || host !== undefined) {
      setUrl({ sql: '', host: '' });
    }
  }, [sql, host, change, setUrl]);

  const { data, error } = useLaunchRequest(clone);
  useEffect(() => {
    if (clone !== undefined && data !== undefined) {
      change({
        sql: data.sql ?? '',
        target: draftOf((data.target ?? { type: 'all' }) as Target),
        asCampaign: true,
        name: cloneName(data.name),
        minutes: data.live_window_minutes ?? LIVE_WINDOW_DEFAULT,
        saved: null,
      });
      setUrl({ clone: '' });
    }
  }, [clone, data, change, setUrl]);
  return clone === undefined ? null : error;
}
