import { send } from './http';

/**
 * Has the browser save what the API streams, however large; the session cookie goes with it. It is
 * asked for with `check=true` first, and a refusal thrown: of a refused file a browser tells nothing
 * but that it failed.
 */
export async function download(path: string): Promise<void> {
  await send(`${path}${path.includes('?') ? '&' : '?'}check=true`, {});
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}

/** Has the browser save a text that the page holds. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
