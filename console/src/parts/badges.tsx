import { Badge, type MantineColor } from '@mantine/core';

const SEVERITIES: Readonly<Record<string, MantineColor>> = {
  critical: 'red',
  high: 'orange',
  medium: 'yellow',
  low: 'blue',
  info: 'gray',
};

export function SeverityBadge({ severity }: { severity: string }) {
  return <Badge color={SEVERITIES[severity] ?? 'gray'}>{severity}</Badge>;
}

/** What analysts call the types of indicators. */
export const IOC_TYPES = {
  file_hash_sha256: 'SHA256',
  file_hash_sha1: 'SHA1',
  file_hash_md5: 'MD5',
  filename: 'Filename',
  filepath: 'File path',
  registry_key: 'Registry key',
  ipv4: 'IPv4',
  domain: 'Domain',
  url: 'URL',
} as const;

export type IocType = keyof typeof IOC_TYPES;

export function IocTypeBadge({ type }: { type: string }) {
  return <Badge color="gray">{IOC_TYPES[type as IocType] ?? type}</Badge>;
}

/** A hash as its first 20 and last 8 characters; anything else whole. */
export function shortValue(type: string, value: string): string {
  return type.startsWith('file_hash') && value.length > 30
    ? `${value.slice(0, 20)}…${value.slice(-8)}`
    : value;
}

/** `ioc_hunt` blue, `osquery` green. */
export function KindBadge({ kind }: { kind: string }) {
  return <Badge color={kind === 'osquery' ? 'green' : 'blue'}>{kind}</Badge>;
}

const STATUS: Readonly<Record<string, MantineColor>> = {
  active: 'green',
  running: 'green',
  online: 'green',
  completed: 'blue',
  pending: 'blue',
  partial: 'yellow',
  stale: 'yellow',
  failed: 'red',
  stopped: 'gray',
  cancelled: 'gray',
  archived: 'gray',
  offline: 'gray',
  decommissioned: 'gray',
};

/** A status as a word beside a dot of its colour. */
export function StatusDot({ status }: { status: string }) {
  return (
    <Badge variant="dot" color={STATUS[status] ?? 'gray'}>
      {status}
    </Badge>
  );
}
