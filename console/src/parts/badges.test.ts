import { expect, test } from 'vitest';
import { shortValue } from './badges';

const SHA256 = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

test.each([
  ['file_hash_sha256', SHA256, '0123456789abcdef0123…89abcdef'],
  ['file_hash_md5', '0123456789abcdef0123456789abcdef', '0123456789abcdef0123…89abcdef'],
  [
    'filename',
    'a-rather-long-name-of-a-file-that-stays-whole.exe',
    'a-rather-long-name-of-a-file-that-stays-whole.exe',
  ],
  ['ipv4', '192.0.2.1', '192.0.2.1'],
])('%s %s', (type, value, shown) => {
  expect(shortValue(type, value)).toBe(shown);
});
