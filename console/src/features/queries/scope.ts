import { counted } from '../../lib/time';

/** A saved query's scope in few words: `Fleet`, `3 hosts`, `windows, linux`. */
export function scopeWords(scope: {
  type: string;
  hosts?: number | undefined;
  host_ids?: readonly string[] | undefined;
  os?: readonly string[] | null | undefined;
}): string {
  switch (scope.type) {
    case 'all':
      return 'Fleet';
    case 'hosts':
      return counted(scope.host_ids?.length ?? scope.hosts ?? 0, 'host');
    default:
      return (scope.os ?? []).join(', ');
  }
}
