// Fails when what every page loads first is larger than its bound. Usage: size.mjs <built folder>
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Of the shell: index.html, and the scripts and styles that it names; gzip -9. */
const BYTES_MAX = 250_000;

const folder = process.argv[2] ?? 'dist';
const page = readFileSync(join(folder, 'index.html'), 'utf8');
const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
  ([, name]) => name,
);
const sizes = ['index.html', ...named].map((name) => [
  name,
  gzipSync(readFileSync(join(folder, name)), { level: 9 }).length,
]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [name, size] of sizes) {
  console.log(`${String(size).padStart(8)} ${name}`);
}
console.log(`${String(total).padStart(8)} bytes in all, at most ${BYTES_MAX}`);
if (named.length === 0 || total > BYTES_MAX) {
  console.error('The shell is too large: load what only some pages need when they need it.');
  process.exit(1);
}
