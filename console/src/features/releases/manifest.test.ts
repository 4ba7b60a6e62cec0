import { describe, expect, it } from 'vitest';
import { EMPTY, faults, signedFields, trimmed, wrong, type Draft, type Field } from './manifest';

const SIGNED: Draft = {
  version: '5.12.1',
  os: 'linux',
  arch: 'amd64',
  download_url: '/api/v1/osquery/binary/linux/amd64/5.12.1/osqueryd',
  sha256: 'aB'.repeat(32),
  signature: '0f'.repeat(64),
  manifest_timestamp: '2026-04-04T12:00:00Z',
};

describe('the fields of a registration', () => {
  it.each<[Field, string, boolean]>([
    ['version', '5.12.1', true],
    ['version', '5.12.1-rc.1+build_2', true],
    ['version', ' 5.12.1 ', true],
    ['version', 'v'.repeat(64), true],
    ['version', 'v'.repeat(65), false],
    ['version', '', false],
    ['version', '..', false],
    ['version', '5.12 1', false],
    ['version', '5/12', false],
    ['os', 'freebsd', true],
    ['os', 'solaris', false],
    ['os', '', false],
    ['arch', 'arm64', true],
    ['arch', 'x86_64', false],
    ['download_url', '/api/v1/osquery/binary/linux/amd64/5.12.1/osqueryd', true],
    ['download_url', 'https://example.org/api/osqueryd', false],
    ['download_url', '/binary/osqueryd', false],
    ['download_url', '/api/', false],
    ['download_url', '/api/../secret', false],
    ['download_url', '/api//host/osqueryd', false],
    ['download_url', '/api/a?b=c', false],
    ['download_url', `/api/${'a'.repeat(200)}`, true],
    ['download_url', `/api/${'a'.repeat(201)}`, false],
    ['sha256', 'a'.repeat(64), true],
    ['sha256', 'F'.repeat(64), true],
    ['sha256', `${'a'.repeat(64)}\n`, true],
    ['sha256', 'a'.repeat(63), false],
    ['sha256', 'a'.repeat(65), false],
    ['sha256', 'g'.repeat(64), false],
    ['signature', '0'.repeat(128), true],
    ['signature', '0'.repeat(127), false],
    ['signature', `${'A'.repeat(86)}==`, false],
    ['manifest_timestamp', '2026-04-04T12:00:00Z', true],
    ['manifest_timestamp', '2026-04-04T12:00:00+02:00', false],
    ['manifest_timestamp', '2026-04-04T12:00:00.5Z', false],
    ['manifest_timestamp', '2026-02-30T12:00:00Z', false],
    ['manifest_timestamp', '2026-04-04T24:00:00Z', false],
    ['manifest_timestamp', '2026-13-01T00:00:00Z', false],
    ['manifest_timestamp', '2026-04-04', false],
    ['manifest_timestamp', '', false],
  ])('%s %j may be sent: %s', (field, value, sent) => {
    expect(wrong(field, value) === null).toBe(sent);
  });

  it('names every field that is wrong', () => {
    expect(faults(SIGNED)).toEqual({});
    expect(Object.keys(faults(EMPTY))).toEqual([
      'version',
      'download_url',
      'sha256',
      'signature',
      'manifest_timestamp',
    ]);
  });

  it('says how many digits there are', () => {
    expect(wrong('sha256', 'abc')).toBe('Exactly 64 hex characters; these are 3.');
  });

  it('leaves pasted blanks out', () => {
    expect(trimmed({ ...SIGNED, sha256: ` ${SIGNED.sha256}\n` })).toEqual(SIGNED);
  });
});

describe('what the signing step prints', () => {
  it.each<[string, string, Partial<Draft> | null]>([
    ['all fields', JSON.stringify(SIGNED, null, 2), SIGNED],
    ['some, and others', '{"version":"5.12.1","size":7}', { version: '5.12.1' }],
    ['a field that is no text', '{"version":5}', null],
    ['a digest', 'a'.repeat(64), null],
    ['half of it', '{"version":', null],
    ['a list', '["version"]', null],
  ])('%s', (_, text, fields) => {
    expect(signedFields(text)).toEqual(fields);
  });
});
