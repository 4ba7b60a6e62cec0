import { count, counted } from '../../lib/time';
import type { Campaign } from './api';

export const CAP_CROSSED = 'auto_stopped_aggregate_row_cap';

/** The line beneath the coverage's numbers (V-4). */
export function summaryLine(campaign: Pick<Campaign, 'kind' | 'hosts' | 'coverage'>): string {
  const { kind, hosts, coverage } = campaign;
  const assigned = counted(hosts.assigned, 'assigned host');
  return kind === 'osquery'
    ? `${assigned} · ${count(coverage.hosts_with_rows ?? 0)} with rows · 1 query`
    : `${assigned} · ${count(coverage.matched_hosts ?? 0)} matched · ${counted(coverage.query_types, 'query type')}`;
}

/** Stopped, or nothing is outstanding (V-10). */
export function mayBeArchived(campaign: Pick<Campaign, 'status' | 'coverage'>): boolean {
  return (
    campaign.status === 'stopped' ||
    (campaign.status === 'active' && campaign.coverage.pending === 0)
  );
}

/** What the launch asked for, besides its payload. */
export function targetLine(campaign: Pick<Campaign, 'target' | 'not_applicable_hosts'>): string {
  const { target, not_applicable_hosts: left } = campaign;
  const asked = target.type === 'all' ? 'Fleet' : 'Host list';
  const told = `${asked}, ${counted(target.hosts, 'host')}`;
  return left > 0 ? `${told} (${count(left)} not applicable)` : told;
}
