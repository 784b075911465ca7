import { expect, test } from '@jest/globals';
import { BegunUploads } from '../../activities/begun-uploads.ts';
import { containerId } from '../contracts/samples.ts';

const container = (number: number) => containerId(`1788${String(number).padStart(13, '0')}`);

test('the file of an upload is remembered for its container only', () => {
  const begun = new BegunUploads();
  begun.remember(container(1), 'one');
  begun.remember(container(2), 'two');
  expect([1, 2, 3].map((number) => begun.identityOf(container(number)))).toEqual(['one', 'two', undefined]);
});

test('of more than a thousand uploads the oldest is forgotten', () => {
  const begun = new BegunUploads();
  for (let number = 0; number <= 1_000; number += 1) begun.remember(container(number), `file ${number}`);
  expect(begun.identityOf(container(0))).toBeUndefined();
  expect(begun.identityOf(container(1))).toBe('file 1');
  expect(begun.identityOf(container(1_000))).toBe('file 1000');
});
