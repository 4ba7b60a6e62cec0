import type { Hunt } from './api';

export type HuntStatus = Hunt['status'];

/** Whether there is nothing left to cancel. */
export function isOver(status: HuntStatus): boolean {
  return status !== 'pending' && status !== 'running';
}

/** Hosts that still may answer. */
export function unanswered(hunt: Hunt): number {
  return Math.max(
    0,
    hunt.total_hosts - hunt.responded_hosts - hunt.errored_hosts - hunt.cancelled_hosts,
  );
}

/** How much of the hunt's hosts is settled, in percent; what rounds up to all is not all. */
export function progress(hunt: Hunt): number {
  if (hunt.total_hosts === 0) {
    return 100;
  }
  const settled = hunt.total_hosts - unanswered(hunt);
  const percent = Math.round((100 * settled) / hunt.total_hosts);
  return percent === 100 && settled < hunt.total_hosts ? 99 : percent;
}

/** What each status means, for those who ask. */
export const STATUS_TOLD: Readonly<Record<HuntStatus, string>> = {
  pending: 'No host can have heard of it yet.',
  running: 'Hosts are being asked.',
  completed: 'Every host has answered, or said that it cannot.',
  partial:
    'Its live window is over, or its campaign was stopped, and some hosts have not answered.',
  failed: 'No host has answered, and none will.',
  cancelled: 'It was cancelled.',
};
