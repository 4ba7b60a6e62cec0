import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Delayed } from './delayed';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function delayed() {
  const done: string[] = [];
  const told: (readonly string[])[] = [];
  return {
    done,
    told,
    of: new Delayed(
      (id) => done.push(id),
      (waiting) => told.push(waiting),
      5_000,
    ),
  };
}

test('is done after its time, once', () => {
  const { done, told, of } = delayed();
  of.add('a');
  of.add('a');
  vi.advanceTimersByTime(4_999);
  expect(done).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['a']);
  vi.advanceTimersByTime(60_000);
  expect(done).toEqual(['a']);
  expect(told).toEqual([['a'], []]);
});

test('the latest is undone first, and never done', () => {
  const { done, of } = delayed();
  of.add('a');
  of.add('b');
  expect(of.undo()).toBe('b');
  expect(of.waiting).toEqual(['a']);
  vi.advanceTimersByTime(5_000);
  expect(done).toEqual(['a']);
  expect(of.undo()).toBeUndefined();
});

test('a flush does all at once, and nothing later', () => {
  const { done, of } = delayed();
  of.add('a');
  of.add('b');
  of.flush();
  expect(done).toEqual(['a', 'b']);
  vi.advanceTimersByTime(60_000);
  expect(done).toEqual(['a', 'b']);
});
