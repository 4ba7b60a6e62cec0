import { Figures, type Figure } from '../../ui/Figures';
import type { Hunt } from './api';

function figures(hunt: Hunt): readonly Figure[] {
  return [
    { name: 'Hosts', value: hunt.total_hosts },
    { name: 'Responded', value: hunt.responded_hosts, color: 'green' },
    { name: 'Matched', value: hunt.matched_hosts, color: 'red' },
    { name: 'Errored', value: hunt.errored_hosts, color: 'orange' },
    { name: 'Cancelled', value: hunt.cancelled_hosts },
    { name: 'Not applicable', value: hunt.not_applicable_hosts },
  ];
}

/** A hunt's hosts by how they stand. */
export function CoverageStrip({ hunt }: { hunt: Hunt }) {
  return <Figures figures={figures(hunt)} cols={{ base: 3, sm: 6 }} spacing="sm" />;
}
