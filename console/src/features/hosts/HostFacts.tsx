import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { RelativeTime } from '../../ui/RelativeTime';
import type { HostDetails } from './api';

/** What is known of a host. */
export function HostFacts({ host }: { host: HostDetails }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, md: 3 }} spacing="md" my={0}>
      <Fact name="Last seen">
        <RelativeTime at={host.last_seen} fallback="Never" />
      </Fact>
      <Fact name="Connected">{host.connected ? 'Yes' : 'No'}</Fact>
      <Fact name="Enrolled">
        <RelativeTime at={host.enrolled_at} />
      </Fact>
      <Fact name="Platform">
        {host.platform}
        {host.arch && ` · ${host.arch}`}
      </Fact>
      <Fact name="OS version">{host.os_version}</Fact>
      <Fact name="osquery version" mono>
        {host.osquery_version}
      </Fact>
      <Fact name="IP address" mono>
        {host.ip}
      </Fact>
      <Fact name="Host id" mono>
        {host.id}
      </Fact>
    </SimpleGrid>
  );
}

function Fact({ name, mono, children }: { name: string; mono?: boolean; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} className={mono ? 'mono' : undefined}>
        {children || '—'}
      </Text>
    </div>
  );
}
