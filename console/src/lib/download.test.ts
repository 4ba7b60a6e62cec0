import { afterEach, expect, test, vi } from 'vitest';
import { download } from './download';
import { Refusal } from './problem';

const link = { href: '', download: 'x', click: vi.fn(), remove: vi.fn() };

function browser(answer: Response) {
  const fetched = vi.fn(() => Promise.resolve(answer));
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('document', { createElement: () => link, body: { append: vi.fn() } });
  return fetched;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

test.each([
  ['/api/v1/a/export', '/api/v1/a/export?check=true'],
  ['/api/v1/a/export?format=csv', '/api/v1/a/export?format=csv&check=true'],
])('%s is checked, then saved', async (path, checked) => {
  const fetched = browser(new Response(null, { status: 204 }));
  await download(path);
  expect(fetched).toHaveBeenCalledExactlyOnceWith(checked, expect.anything());
  expect(link.href).toBe(path);
  expect(link.click).toHaveBeenCalledOnce();
});

test('what is refused is told and not saved', async () => {
  browser(Response.json({ code: 'rows_dropped', detail: 'Dropped.' }, { status: 410 }));
  const refused = download('/api/v1/a/export?format=csv');
  await expect(refused).rejects.toThrow(Refusal);
  await expect(refused).rejects.toMatchObject({ status: 410, code: 'rows_dropped' });
  expect(link.click).not.toHaveBeenCalled();
});
