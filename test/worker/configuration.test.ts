import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { INSTAGRAM_LIMITS } from '../../contracts/ledger.ts';
import { CONFIGURATION_VARIABLES, ConfigurationError, readConfiguration } from '../../worker/configuration.ts';

const SECRET = randomBytes(32).toString('base64');

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfiguration(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('an empty environment', () => {
  test('gives the defaults, and nothing of the rest of the environment', () => {
    expect(readConfiguration({ PATH: '/bin', TEMPORAL_ADDRESS: 'here', CARILLON_LOG: undefined })).toEqual({
      dataDir: resolve('.carillon'),
      secretKey: undefined,
      graphUrl: 'https://graph.facebook.com',
      instagramUrl: 'https://graph.instagram.com',
      ruploadUrl: 'https://rupload.facebook.com',
      graphVersion: 'v25.0',
      taskQueue: 'carillon',
      leadMs: undefined,
      armEarliestMs: 30_000,
      armLatestMs: 5_000,
      reconcileWindowsMs: [5_000, 15_000, 30_000, 60_000, 150_000, 420_000],
      uploadSlots: 4,
      allowPrivateMedia: false,
      limits: INSTAGRAM_LIMITS,
      windowMs: 86_400_000,
      logLevel: 'info',
    });
  });

  test('gives an object that nobody can change', () => {
    const configuration = readConfiguration({ CARILLON_LIMITS: 'publish=10' });
    expect(Object.isFrozen(configuration)).toBe(true);
    expect(Object.isFrozen(configuration.limits)).toBe(true);
    expect(Object.isFrozen(configuration.reconcileWindowsMs)).toBe(true);
  });
});

describe('a value', () => {
  test.each([
    ['CARILLON_DATA_DIR', '/srv/carillon', { dataDir: '/srv/carillon' }],
    ['CARILLON_DATA_DIR', 'data', { dataDir: resolve('data') }],
    ['CARILLON_TASK_QUEUE', 'test-7.queue_A', { taskQueue: 'test-7.queue_A' }],
    ['CARILLON_GRAPH_URL', 'http://127.0.0.1:4000', { graphUrl: 'http://127.0.0.1:4000' }],
    ['CARILLON_GRAPH_URL', 'https://stand-in.example/graph', { graphUrl: 'https://stand-in.example/graph' }],
    ['CARILLON_INSTAGRAM_URL', 'http://[::1]:4000', { instagramUrl: 'http://[::1]:4000' }],
    ['CARILLON_GRAPH_VERSION', 'v26.0', { graphVersion: 'v26.0' }],
    ['CARILLON_LEAD_SECONDS', '1', { leadMs: 1_000 }],
    ['CARILLON_LEAD_SECONDS', '72000', { leadMs: 72_000_000 }],
    ['CARILLON_ARM_SECONDS', '120..1', { armEarliestMs: 120_000, armLatestMs: 1_000 }],
    ['CARILLON_ARM_SECONDS', '3..3', { armEarliestMs: 3_000, armLatestMs: 3_000 }],
    ['CARILLON_LOG', 'silent', { logLevel: 'silent' }],
    ['CARILLON_RUPLOAD_URL', 'http://127.0.0.1:4000', { ruploadUrl: 'http://127.0.0.1:4000' }],
    ['CARILLON_RECONCILE_SECONDS', '1', { reconcileWindowsMs: [1_000] }],
    [
      'CARILLON_RECONCILE_SECONDS',
      '1,2,3,4,5,6,7,8,9,3600',
      { reconcileWindowsMs: expect.arrayContaining([3_600_000]) },
    ],
    ['CARILLON_UPLOAD_SLOTS', '1', { uploadSlots: 1 }],
    ['CARILLON_UPLOAD_SLOTS', '64', { uploadSlots: 64 }],
    ['CARILLON_PRIVATE_MEDIA', 'allow', { allowPrivateMedia: true }],
    ['CARILLON_PRIVATE_MEDIA', 'refuse', { allowPrivateMedia: false }],
    ['CARILLON_WINDOW_SECONDS', '60', { windowMs: 60_000 }],
    ['CARILLON_LIMITS', 'inviteAnswer=50,publish=1', { limits: { ...INSTAGRAM_LIMITS, publish: 1 } }],
  ])('of %s like %j is taken', (name, value, expected) => {
    expect(readConfiguration({ [name]: value })).toMatchObject(expected);
  });

  test.each([
    ['CARILLON_TASK_QUEUE', ['two words', '-x', 'q'.repeat(201)], 'must be at most 200 letters'],
    [
      'CARILLON_GRAPH_URL',
      ['graph.facebook.com', 'ftp://x', 'https://x/', 'https://x/a/', 'https://', 'https://a b', 'not a url'],
      'must be an http or https URL',
    ],
    [
      'CARILLON_INSTAGRAM_URL',
      ['http://x?', 'http://x#', 'http://x?a=b', 'http://u:p@x'],
      'must be an http or https URL',
    ],
    ['CARILLON_RUPLOAD_URL', ['localhost:80'], 'must be an http or https URL'],
    ['CARILLON_GRAPH_VERSION', ['25.0', 'v25', 'V25.0', 'v25.0/'], 'such as v25.0'],
    [
      'CARILLON_LEAD_SECONDS',
      ['0', '72001', '1.5', '-1', '1e3', ' 5', '15m'],
      'whole number of seconds from 1 to 72000',
    ],
    [
      'CARILLON_ARM_SECONDS',
      ['30', '5..30', '121..5', '30..0', '30-5', '30...5', '30..5..1', '..'],
      'earliest..latest',
    ],
    [
      'CARILLON_RECONCILE_SECONDS',
      ['0', '3601', '5,5', '15,5', '5,', ',5', '5, 15', '1.5', '1,2,3,4,5,6,7,8,9,10,11', '5..15'],
      '1 to 10 whole numbers of seconds up to 3600, ascending',
    ],
    ['CARILLON_UPLOAD_SLOTS', ['0', '65', '1.5', '-1', 'many'], 'must be a whole number from 1 to 64'],
    ['CARILLON_PRIVATE_MEDIA', ['ALLOW', 'yes', 'true', '1'], 'must be one of refuse, allow'],
    ['CARILLON_WINDOW_SECONDS', ['0', '86401', 'day'], 'whole number of seconds from 1 to 86400'],
    [
      'CARILLON_LIMITS',
      [
        'publish=101',
        'publish=0',
        'publish',
        'publish=1,publish=2',
        'posts=1',
        'publish=1,',
        'publish=1=2',
        'constructor=1',
      ],
      'publish=100,container=400,inviteRead=300,inviteAnswer=50',
    ],
    ['CARILLON_LOG', ['INFO', 'verbose'], 'must be one of trace, debug, info, warn, error, fatal, silent'],
  ])('of %s that is none is refused, with the rule', (name, values, rule) => {
    for (const value of values) {
      const problems = problemsOf({ [name]: value });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(`${name} is "`);
      expect(problems[0]).toContain(rule);
    }
  });

  test.each(CONFIGURATION_VARIABLES.map(({ name }) => name))('of %s that is empty is refused', (name) => {
    expect(problemsOf({ [name]: '' })).toEqual([`${name} is empty: give it a value, or unset it.`]);
  });
});

describe('the secret key', () => {
  test('is the 32 bytes that the base64 stands for', () => {
    expect(readConfiguration({ CARILLON_SECRET_KEY: SECRET }).secretKey?.export().toString('base64')).toBe(SECRET);
  });

  test('is refused in any other spelling, and never repeated', () => {
    const bytes = Buffer.alloc(32, 0xfb);
    const spellings = [
      bytes.toString('hex'),
      bytes.toString('base64url'),
      bytes.toString('base64').replace('=', ''),
      `${bytes.toString('base64')}\n`,
      ` ${bytes.toString('base64')}`,
      Buffer.alloc(31, 0xfb).toString('base64'),
      Buffer.alloc(33, 0xfb).toString('base64'),
    ];
    for (const spelling of spellings) {
      expect(problemsOf({ CARILLON_SECRET_KEY: spelling })).toEqual([
        'CARILLON_SECRET_KEY must be 32 bytes in base64, as made by: openssl rand -base64 32.',
      ]);
    }
  });

  test('is not shown when the configuration is printed or logged', () => {
    const configuration = readConfiguration({ CARILLON_SECRET_KEY: SECRET });
    const shown = inspect(configuration, { depth: null, showHidden: true }) + JSON.stringify(configuration);
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain(Buffer.from(SECRET, 'base64').toString('hex').slice(0, 8));
  });
});

describe('a problem', () => {
  test('with an unknown variable names the nearest one, and never the value', () => {
    expect(problemsOf({ CARILLON_SECERT_KEY: SECRET })).toEqual([
      'CARILLON_SECERT_KEY is not a variable of Carillon: did you mean CARILLON_SECRET_KEY?',
    ]);
  });

  test('with a variable that is like none lists them all', () => {
    const [problem = ''] = problemsOf({ CARILLON_COLOUR_OF_THE_BELLS: 'bronze' });
    for (const { name } of CONFIGURATION_VARIABLES) expect(problem).toContain(name);
  });

  test('does not keep others from being told in the same error', () => {
    const env = { CARILLON_LGO: 'x', CARILLON_LOG: 'loud', CARILLON_ARM_SECONDS: '5..30', CARILLON_GRAPH_URL: 'x' };
    const named = problemsOf(env).map((problem) => problem.split(' ')[0]);
    expect(named.sort()).toEqual(Object.keys(env).sort());
    expect(() => readConfiguration(env)).toThrow(problemsOf(env).join('\n'));
  });

  test('with a URL hides the password and the query', () => {
    const [problem] = problemsOf({ CARILLON_GRAPH_URL: 'https://me:hunter2@graph.example/v25.0?access_token=EAAG' });
    expect(problem).toContain('"https://***@graph.example/v25.0?***"');
  });
});

test('no environment makes anything but a configuration or a ConfigurationError', () => {
  const names = fc.constantFrom(...CONFIGURATION_VARIABLES.map(({ name }) => name));
  fc.assert(
    fc.property(fc.dictionary(names, fc.string()), (env) => {
      try {
        expect(Object.isFrozen(readConfiguration(env))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
      }
    }),
  );
});

test('every default is a value that the variable takes', () => {
  for (const { name, default: value } of CONFIGURATION_VARIABLES) {
    if (value !== undefined) expect(problemsOf({ [name]: value })).toEqual([]);
  }
});

test('docs/operate.md has one row for each variable, as the code has it', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/operate.md'), 'utf8');
  // The formatter pads the columns.
  const lines = page.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  const rows = lines.filter((line) => line.startsWith('| `CARILLON_'));
  expect(rows).toEqual(
    CONFIGURATION_VARIABLES.map(
      ({ name, default: value, meaning }) =>
        `| \`${name}\` | ${value === undefined ? 'unset' : `\`${value}\``} | ${meaning} |`,
    ),
  );
});
