import { expect, test } from 'vitest';
import { columnsIn, namespaceOf } from './completion';

const NAMESPACE = namespaceOf([
  {
    name: 'hash',
    aliases: ['hashes'],
    platforms: ['linux', 'darwin'],
    evented: false,
    columns: [
      column('path', 'TEXT', { required: true }),
      column('ssdeep', 'TEXT', { platforms: ['linux'] }),
    ],
  },
  {
    name: 'users',
    aliases: [],
    platforms: ['linux', 'darwin'],
    evented: false,
    columns: [column('uid', 'BIGINT', {}), column('path', 'TEXT', {})],
  },
]);

function column(name: string, type: string, over: { required?: boolean; platforms?: string[] }) {
  return { name, type, required: false, hidden: false, platforms: ['linux', 'darwin'], ...over };
}

test('tables show their platforms, under each of their names', () => {
  expect(Object.keys(NAMESPACE)).toEqual(['hash', 'hashes', 'users']);
  expect(NAMESPACE['hashes']?.self).toEqual({
    label: 'hashes',
    type: 'keyword',
    detail: 'linux, darwin',
    boost: 24,
  });
});

test('columns show their type, whether they are required, and where they are', () => {
  expect(NAMESPACE['hash']?.children.map(({ detail }) => detail)).toEqual([
    'TEXT · required',
    'TEXT · linux',
  ]);
});

test.each([
  ['', []],
  ['select constructor from toString', []],
  ['select  from USERS', ['uid', 'path']],
  ['select  from users join hash using (path)', ['uid', 'path', 'ssdeep']],
])('columns for %j', (text, labels) => {
  expect(columnsIn(text, NAMESPACE).map(({ label }) => label)).toEqual(labels);
});
