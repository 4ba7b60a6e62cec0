import { Tooltip } from '@mantine/core';
import { StatusDot } from '../../parts/badges';
import { STATUS_TOLD, type HuntStatus } from './hunt';

/** A hunt's status, with what it means on hover. */
export function HuntStatusBadge({ status }: { status: HuntStatus }) {
  return (
    <Tooltip label={STATUS_TOLD[status]}>
      <span>
        <StatusDot status={status} />
      </span>
    </Tooltip>
  );
}
