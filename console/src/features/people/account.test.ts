import { describe, expect, it } from 'vitest';
import { wrongKeyName, wrongName, wrongPassword } from './account';

describe('a user name', () => {
  it.each([
    ['alice', true],
    ['a', true],
    ['alice.b+soc@example.org', true],
    ['7of9', true],
    ['a'.repeat(128), true],
    ['a'.repeat(129), false],
    ['', false],
    ['.alice', false],
    ['alice bob', false],
    ['ålice', false],
    ['system', false],
    ['Agent', false],
  ])('%j may be one: %s', (name, may) => {
    expect(wrongName(name) === null).toBe(may);
  });
});

describe('a password', () => {
  it.each([
    ['', false],
    ['thirteen-char', false],
    ['fourteen-chars', true],
    ['😀'.repeat(13), false],
    ['😀'.repeat(14), true],
    ['😀'.repeat(19), false],
    ['p'.repeat(72), true],
    ['p'.repeat(73), false],
    [`fourteen-chars\0`, false],
  ])('%j may be one: %s', (password, may) => {
    expect(wrongPassword(password) === null).toBe(may);
  });
});

describe('the name of a key', () => {
  it.each([
    ['ci', true],
    ['c', true],
    ['nightly export 2.0', true],
    ['k'.repeat(64), true],
    ['k'.repeat(65), false],
    ['', false],
    ['-ci', false],
    ['ci ', false],
    ['ci/cd', false],
  ])('%j may be one: %s', (name, may) => {
    expect(wrongKeyName(name) === null).toBe(may);
  });
});
