import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useIdempotencyKey } from '../../lib/idempotency';
import { may, usePerson } from '../../lib/session';
import { counted } from '../../lib/time';
import { OFFLINE_CAMPAIGNS, useFlag } from '../../parts/flag';
import { targetOf } from '../../parts/target';
import { told } from '../../ui/toast';
import { useLaunch, useRun } from './api';
import { asksByOs, launchOf, LIVE_WINDOW_MAX, whole, WINDOW_SECONDS_MAX } from './campaign';
import type { Draft } from './draft';
import { keepAsked, type ChangeDraft } from './useDraft';

/**
 * What the page's button does with what stands on it: runs the query, or launches it as campaign.
 *
 * @param onRun is told the id of what runs now
 */
export function useLaunching(draft: Draft, change: ChangeDraft, onRun: (id: string) => void) {
  const admin = may.administer(usePerson());
  const enabled = useFlag(OFFLINE_CAMPAIGNS)?.enabled;
  const navigate = useNavigate();
  const run = useRun();
  const launch = useLaunch();
  const { keyOf, spent } = useIdempotencyKey();
  const [failed, setFailed] = useState<{ error: unknown; of: Draft } | null>(null);

  const target = useMemo(() => targetOf(draft.target), [draft.target]);
  const asCampaign = draft.asCampaign && enabled === true;
  const byOs = asCampaign && asksByOs(target);
  const minutes = whole(draft.minutes, LIVE_WINDOW_MAX);
  const seconds = whole(draft.seconds, WINDOW_SECONDS_MAX);
  const busy = run.isPending || launch.isPending;
  const inRange = asCampaign ? minutes !== null : seconds !== null;
  const ready = admin && draft.sql.trim() !== '' && target !== null && !byOs && inRange;

  const onError = (error: unknown) => setFailed({ error, of: draft });
  const go = () => {
    if (!ready || busy) {
      return;
    }
    setFailed(null);
    if (!asCampaign) {
      const asked = { sql: draft.sql, target, window_seconds: seconds as number };
      run.mutate(asked, {
        onSuccess: ({ id, targeted_hosts }) => {
          keepAsked(id, { sql: draft.sql, targeted: targeted_hosts });
          onRun(id);
        },
        onError,
      });
      return;
    }
    const content = launchOf(draft.sql, target, minutes as number, draft.name);
    launch.mutate(
      { launch: content, key: keyOf(content) },
      {
        onSuccess: (campaign) => {
          spent();
          change({ name: '' });
          told(`Campaign dispatched to ${counted(campaign.hosts.assigned, 'host')}`);
          void navigate({ to: '/campaigns/$id', params: { id: campaign.id } as never });
        },
        onError,
      },
    );
  };
  return {
    admin,
    enabled,
    target,
    asCampaign,
    byOs,
    minutes,
    seconds,
    ready,
    busy,
    go,
    /** Why it was refused, as long as the same stands there. */
    error: failed !== null && sameAs(failed.of, draft) ? failed.error : null,
  };
}

export type Launching = ReturnType<typeof useLaunching>;

function sameAs(before: Draft, now: Draft): boolean {
  return (
    before.sql === now.sql && before.target === now.target && before.asCampaign === now.asCampaign
  );
}
