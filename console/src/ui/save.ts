import { download } from '../lib/download';
import { failed } from './toast';

/** Saves a file of the API, or says why there is none. */
export function save(path: string): void {
  download(path).catch((error: unknown) => failed('Export failed.', error));
}
