import type { Schemas } from '../../lib/http';

export type AgeColor = Schemas['CampaignSummary']['age_color'];

const NAGS: Readonly<Record<string, string>> = {
  yellow: 'consider reviewing pending hosts',
  orange: 'many hosts may be decommissioned',
  red: 'review and stop if no longer needed',
};

/** What an old campaign that is still active nags with (V-2); undefined: nothing. */
export function nag(status: string, age: AgeColor): string | undefined {
  return status === 'active' ? NAGS[age] : undefined;
}
