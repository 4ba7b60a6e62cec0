import { count } from '../../lib/time';
import type { Release } from './api';

export const PRESETS: readonly number[] = [0, 1, 5, 25, 100];

/** The percentages that are offered: the presets, and what was set otherwise in its place. */
export function offered(current: number): readonly number[] {
  return PRESETS.includes(current) ? PRESETS : [...PRESETS, current].toSorted((a, b) => a - b);
}

/** As the toasts call it: `osquery 5.12.1 (linux/amd64)`. */
export function named({ version, os, arch }: Pick<Release, 'version' | 'os' | 'arch'>): string {
  return `osquery ${version} (${os}/${arch})`;
}

/** Why a release cannot be deleted; null when it can be. */
export function keptBecause(release: Pick<Release, 'rollout'>): string | null {
  return (release.rollout ?? 0) > 0 ? 'Set rollout to 0% before deleting.' : null;
}

/** What stands under the percentage: `40 offered · 31 installed · 1 failed`; null when nobody was offered it. */
export function inShort(health: Release['health']): string | null {
  if (health === null || health.offered === 0) {
    return null;
  }
  const { offered: asked, installed, failed, silent } = health;
  const each = [`${count(asked)} offered`, `${count(installed)} installed`];
  if (failed > 0) {
    each.push(`${count(failed)} failed`);
  }
  if (silent > 0) {
    each.push(`${count(silent)} silent`);
  }
  return each.join(' · ');
}
