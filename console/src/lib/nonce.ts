/**
 * The nonce with which this page may add style sheets; the server made it for this one answer
 * (Content-Security-Policy). In `npm run dev` it is a word that nobody checks.
 */
export function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
