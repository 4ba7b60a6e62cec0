import { Alert, Code, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { OS_FILTER_UNSUPPORTED } from './campaign';

/** Says that a campaign is not asked by OS; before it is tried. */
export function OsFilterNotice({ children }: { children?: ReactNode }) {
  return (
    <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert" variant="light">
      <Text size="sm">
        {OS_FILTER_UNSUPPORTED} <Code>os_filter_unsupported</Code>
      </Text>
      {children && (
        <Text size="sm" mt={4}>
          {children}
        </Text>
      )}
    </Alert>
  );
}
