import { describe, expect, it } from 'vitest';
import { parseLabel, shownLabels, withLabel, withoutLabel, wrongLabel } from './labels';

describe('labels', () => {
  it.each([
    ['env=prod', { key: 'env', value: 'prod' }],
    ['env=', { key: 'env', value: '' }],
    [' env = prod ', { key: 'env', value: 'prod' }],
    ['query=a=b', { key: 'query', value: 'a=b' }],
    ['env', null],
    ['=prod', null],
    ['', null],
  ])('%j is read as %j', (text, label) => {
    expect(parseLabel(text)).toEqual(label);
  });

  it.each([
    ['env=prod', true],
    ['site/rack-4.b_2=Lyon, 2nd floor', true],
    ['env=', true],
    [`${'k'.repeat(63)}=v`, true],
    [`${'k'.repeat(64)}=v`, false],
    ['Env=prod', false],
    ['an env=prod', false],
    ['env', false],
    [`env=${'v'.repeat(256)}`, true],
    [`env=${'😀'.repeat(256)}`, true],
    [`env=${'v'.repeat(257)}`, false],
    ['env=a\u0007b', false],
  ])('%j may be set: %s', (text, may) => {
    expect(wrongLabel(text, {}) === null).toBe(may);
  });

  it('are at most 64, and those can be changed', () => {
    const all = Object.fromEntries(Array.from({ length: 64 }, (_, at) => [`k${at}`, 'v']));
    expect(wrongLabel('one-more=v', all)).toContain('at most 64');
    expect(wrongLabel('k7=w', all)).toBeNull();
  });

  it('are shown by key', () => {
    expect(shownLabels({ site: 'lyon', env: 'prod' })).toEqual(['env=prod', 'site=lyon']);
  });

  it('are set, changed and removed', () => {
    expect(withLabel({ env: 'prod' }, 'site=lyon')).toEqual({ env: 'prod', site: 'lyon' });
    expect(withLabel({ env: 'prod' }, 'env=test')).toEqual({ env: 'test' });
    expect(withoutLabel({ env: 'prod', site: 'lyon' }, 'env')).toEqual({ site: 'lyon' });
  });
});
