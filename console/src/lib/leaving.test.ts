import { expect, test } from 'vitest';
import { beforeSignOut, settle } from './leaving';

test('everything is waited for, also when some of it fails, and not what was taken back', async () => {
  const done: string[] = [];
  beforeSignOut(() => Promise.reject(new Error('refused')));
  beforeSignOut(async () => {
    await Promise.resolve();
    done.push('sent');
  });
  beforeSignOut(async () => done.push('taken back'))();

  await settle();

  expect(done).toEqual(['sent']);
});
