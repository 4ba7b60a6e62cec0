import { describe, expect, it } from 'vitest';
import { code, sentence } from '../lib/problem';
import { rememberPlace, signOnProblem, takePlace } from './single-sign-on';

describe('what came back from the identity provider', () => {
  it('is nothing on other pages', () => {
    expect(signOnProblem('')).toBeNull();
    expect(signOnProblem('?status=active')).toBeNull();
  });

  it.each(['no_role', 'no_username', 'username_taken', 'disabled', 'failed'])(
    'tells %s as a sentence with its code',
    (reason) => {
      const problem = signOnProblem(`?sign_in_problem=${reason}`);

      expect(code(problem)).toBe(reason);
      expect(sentence(problem)).toMatch(/[Aa]sk|tell an admin/);
    },
  );

  it.each(['constructor', '<b>', 'Call 555-1234'])(
    'says nothing of what it says itself',
    (text) => {
      expect(code(signOnProblem(`?sign_in_problem=${encodeURIComponent(text)}`))).toBe('failed');
    },
  );
});

describe('the page that was wanted', () => {
  it('is gone to once', () => {
    const storage = aStorage();
    rememberPlace('/hunts?status=active', storage);

    expect(takePlace(storage)).toBe('/hunts?status=active');
    expect(takePlace(storage)).toBeNull();
  });

  it('is forgotten by who never came back', () => {
    const storage = aStorage();
    rememberPlace('/hunts', storage, 1_000);

    expect(takePlace(storage, 1_000 + 15 * 60_000)).toBeNull();
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'is never %s',
    (place) => {
      const storage = aStorage();
      rememberPlace(place, storage);

      expect(takePlace(storage)).toBeNull();
    },
  );
});

function aStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    length: 0,
    key: () => null,
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}
