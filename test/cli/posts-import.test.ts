import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lineForPeople } from '../../cli/commands/posts-import.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { LiveStack } from '../support/live-stack.ts';
import { problemOf, type Ran, Shell } from './shell.ts';

const NEXT_YEAR = 365 * 86_400_000;
const MANY = 500;

interface Result {
  readonly line: number;
  readonly id?: string;
  readonly created?: boolean;
  readonly warnings?: readonly { readonly code: string; readonly line: number }[];
  readonly error?: { readonly code: string; readonly message: string };
}

let stack: LiveStack;
let shell: Shell;

beforeAll(async () => {
  stack = await LiveStack.start();
  shell = await Shell.open(stack.environment);
});
afterAll(async () => {
  await shell.close();
  await stack.stop();
});

const line = (id: string, more: object = {}): string => JSON.stringify(stack.image(NEXT_YEAR, { id, ...more }));

const importing = (input: string): Promise<Ran> => shell.run(['posts', 'import', '--file', '-'], { input });

const resultsOf = ({ stdout }: Ran): Result[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as Result);

test('every line gets its result in order, a bad one stops no other, and a repetition changes nothing', async () => {
  const { accountId } = stack.account;
  const source = [
    line('import-1'),
    '',
    '{"accountId": ',
    line('import-2', { captoin: 'x' }),
    line('import-3', { accountId: `${accountId}x` }),
    line('import-4', { id: undefined }),
    line('import-5', { scheduledAt: '2020-01-01T00:00:00Z' }),
    `\t${line('import-6')}\r`,
    '',
  ].join('\n');
  const first = await importing(source);
  expect(first.status).toBe(EXIT.invalidPost);
  const bad = [
    { line: 3, error: { code: 'malformed-json', message: expect.stringContaining('Line 3 of standard input') } },
    { line: 4, error: { code: 'invalid-post', message: 'captoin is not a known key: did you mean "caption"?' } },
    { line: 5, error: { code: 'unknown-account', message: expect.stringContaining(`"${accountId}"?`) } },
    { line: 6, error: { code: 'missing-id' } },
    { line: 7, error: { code: 'past-due' } },
  ];
  const queued = (created: boolean) => [
    { line: 1, accountId, id: 'import-1', created, status: 'scheduled', dueAt: expect.any(String) },
    ...bad,
    { line: 8, accountId, id: 'import-6', created },
  ];
  expect(resultsOf(first)).toMatchObject(queued(true));
  expect(problemOf(first)).toMatchObject({
    code: 'incomplete-import',
    message: expect.stringMatching(/^5 of the 7 posts in standard input were not queued; the first: Line 3 /),
  });
  expect(resultsOf(await importing(source))).toMatchObject(queued(false));
});

test('the same content or slot in two lines is queued, with a warning that names the earlier line (postiz issue 1779)', async () => {
  const [soon, later] = [1, 2].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
  const source = [
    line('twin-refused', { scheduledAt: soon, caption: 'Twice', captoin: 'x' }),
    line('twin-1', { scheduledAt: soon, caption: 'Twice' }),
    line('twin-2', { scheduledAt: later, caption: 'Twice' }),
    line('twin-3', { scheduledAt: soon, caption: 'Once' }),
    ...Array.from({ length: 16 }, (_, index) => line(`alone-${index}`, { caption: `Alone ${index}` })),
    line('twin-1', { scheduledAt: soon, caption: 'Twice' }),
    line('twin-4', { scheduledAt: later, caption: 'Twice' }),
  ].join('\n');
  for (const created of [true, false]) {
    const queued = resultsOf(await importing(source)).filter(({ id }) => id?.startsWith('twin'));
    expect(queued).toMatchObject([
      { line: 2, created, warnings: [] },
      { line: 3, created, warnings: [{ code: 'same-content', line: 2 }] },
      { line: 4, created, warnings: [{ code: 'same-instant', line: 2 }] },
      { line: 21, created: false, warnings: [] },
      {
        line: 22,
        created,
        warnings: [
          { code: 'same-content', line: 2 },
          { code: 'same-instant', line: 3 },
        ],
      },
    ]);
  }
});

test('people read a line for each line, and one more for each warning', () => {
  const queued = {
    line: 5,
    accountId: 'brand',
    id: 'b',
    created: true,
    status: 'scheduled',
    dueAt: '2126-12-01T08:00:00.000Z',
  };
  const warnings = [{ code: 'same-content', line: 2 } as const, { code: 'same-instant', line: 3 } as const];
  expect(lineForPeople({ ...queued, warnings })).toBe(
    'line 5: brand b scheduled, due 2126-12-01T08:00:00.000Z\n' +
      '  warning: the same content as in line 2\n' +
      '  warning: due at the same instant as line 3',
  );
});

test(`${MANY} posts are queued, and found queued when the file is imported again`, async () => {
  const ids = Array.from({ length: MANY }, (_, index) => `many-${index}`);
  const file = await shell.file('many.jsonl', ids.map((id) => line(id)).join('\n'));
  for (const created of [true, false]) {
    const ran = await shell.run(['posts', 'import', '--file', file]);
    expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: EXIT.ok, stderr: '' });
    expect(resultsOf(ran).map((result) => [result.line, result.id, result.created])).toEqual(
      ids.map((id, index) => [index + 1, id, created]),
    );
  }
}, 90_000);

test('a server that refuses is asked no more, and every line that is left is told so', async () => {
  const lines = [...Array.from({ length: 16 }, (_, index) => line(`refused-${index}`)), 'never looked at'];
  const ran = await shell.run(['posts', 'import', '--file', '-'], {
    input: lines.join('\n'),
    env: { TEMPORAL_NAMESPACE: 'nobody-made-it' },
  });
  expect(ran.status).toBe(EXIT.refused);
  expect(resultsOf(ran).map((result) => [result.line, result.error?.code])).toEqual(
    lines.map((_, index) => [index + 1, 'not-set-up']),
  );
});

test('a file without posts is done at once', async () => {
  expect(await importing('\n\n')).toEqual({ status: EXIT.ok, stdout: '', stderr: '' });
});
