import { expect, test } from 'vitest';
import { actOf, type Act, type Place } from './keys';

test.each<[string, Place, Act | undefined]>([
  ['j', 'page', 'next'],
  ['ArrowDown', 'page', 'next'],
  ['k', 'page', 'previous'],
  ['ArrowUp', 'page', 'previous'],
  ['a', 'page', 'acknowledge'],
  ['u', 'page', 'undo'],
  ['o', 'page', 'open'],
  ['Enter', 'page', 'open'],
  ['Escape', 'page', 'close'],
  ['?', 'page', 'help'],
  ['x', 'page', undefined],
  ['A', 'page', undefined],
  ['a', 'text', undefined],
  ['j', 'text', undefined],
  ['Escape', 'text', undefined],
  ['Enter', 'button', undefined],
  ['a', 'button', 'acknowledge'],
  ['j', 'choice', 'next'],
  ['ArrowDown', 'choice', undefined],
])('%s in a %s', (key, place, act) => {
  expect(actOf({ key, ctrlKey: false, metaKey: false, altKey: false }, place)).toBe(act);
});

test.each(['ctrlKey', 'metaKey', 'altKey'])('with %s it is the browser’s', (modifier) => {
  const plain = { key: 'a', ctrlKey: false, metaKey: false, altKey: false };
  expect(actOf({ ...plain, [modifier]: true }, 'page')).toBeUndefined();
});
