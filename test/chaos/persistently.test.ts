import { expect, test } from '@jest/globals';
import { persistently } from '../../chaos/persistently.ts';
import { UnreachableError, WrongStateError } from '../../client/index.ts';
import { accountId, postId } from '../contracts/samples.ts';

const key = { accountId: accountId('brand'), id: postId('order-8841') };

test('what a restart breaks is done again until it is answered', async () => {
  const failures = [new UnreachableError('127.0.0.1:7233'), new TypeError('fetch failed')];
  await expect(
    persistently(async () => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return 'answered';
    }),
  ).resolves.toBe('answered');
});

test('a refusal is an answer: it is thrown at once', async () => {
  let calls = 0;
  const refused = persistently(async () => {
    calls += 1;
    throw new WrongStateError(key, 'it is published.');
  });
  await expect(refused).rejects.toThrow(WrongStateError);
  expect(calls).toBe(1);
});

test('what never is answered is given up at the deadline, with the last error', async () => {
  const work = async () => {
    throw new UnreachableError('127.0.0.1:7233');
  };
  await expect(persistently(work, 50)).rejects.toThrow(UnreachableError);
});
