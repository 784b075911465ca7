import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CONFIGURATION_VARIABLES, readConfiguration } from '../../worker/configuration.ts';
import { composeFile, ROOT, type Service, services, volumes } from './compose-file.ts';

const everyService = Object.entries(services);
const service = (name: string): Service => {
  const found = services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};
const read = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');

/** `${NAME:?message}`: Compose stops with the message where NAME is not set. */
const REQUIRED = /^\$\{([A-Z_]+):\?.+\}$/;
const ENVIRONMENT: Readonly<Record<string, string>> = {
  POSTGRES_PASSWORD: 'pass',
  CARILLON_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
};

/** The environment of a service, as Compose makes it on a machine where ENVIRONMENT is all that is set. */
function environmentOf({ environment }: Service): Record<string, string | undefined> {
  const resolved = Object.entries(environment).map(([name, written]) => {
    if (written === null) return [name, ENVIRONMENT[name]];
    const [, required] = REQUIRED.exec(written) ?? [];
    return [name, required === undefined ? written : ENVIRONMENT[required]];
  });
  return Object.fromEntries(resolved);
}

describe('docker-compose.yml', () => {
  test('is valid by the schema of the Compose Specification', () => {
    const schema = JSON.parse(read('test/deployment/compose-spec/compose-spec.json'));
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.validate(schema, composeFile);
    expect(ajv.errors ?? []).toEqual([]);
  });

  test('has the services of a whole deployment', () => {
    expect(Object.keys(services)).toEqual(['postgresql', 'schema', 'temporal', 'temporal-ui', 'setup', 'worker']);
  });
});

describe('every service', () => {
  test.each(everyService)('%s runs a pinned image', (_, { image }) => {
    expect(image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?$/);
  });

  test.each(everyService)('%s waits only for what can come true', (_, { depends_on }) => {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      const awaited = service(name);
      if (condition === 'service_completed_successfully') expect(awaited.restart).toBe('no');
      else if (condition === 'service_healthy') expect(awaited.healthcheck).toBeDefined();
      else throw new Error(`${condition} is no sign that ${name} is ready`);
    }
  });

  test.each(everyService)(
    '%s is started again when it dies, unless it is a job that others wait for',
    (name, { restart }) => {
      const isJob = everyService.some(
        ([, { depends_on }]) => depends_on[name]?.condition === 'service_completed_successfully',
      );
      expect(restart).toBe(isJob ? 'no' : 'unless-stopped');
    },
  );

  test.each(everyService)(
    '%s takes its secrets from the environment and says which one is missing',
    (_, { environment }) => {
      const secrets = Object.entries(environment).filter(([name]) => /PASSWORD|PWD|SECRET|TOKEN|KEY/.test(name));
      for (const [, value] of secrets) expect(value).toMatch(REQUIRED);
    },
  );

  test.each(everyService)('%s is reachable from this machine only', (_, { ports }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test.each(everyService)(
    '%s keeps data in named volumes, and mounts files that are in the repository',
    (_, service) => {
      for (const [source = ''] of service.volumes.map((volume) => volume.split(':'))) {
        if (source.startsWith('./')) expect(existsSync(resolve(ROOT, source))).toBe(true);
        else expect(Object.keys(volumes)).toContain(source);
      }
    },
  );
});

describe('PostgreSQL', () => {
  test('is not published, keeps its data in a named volume, and lets every service in that knows its password', () => {
    const { ports, volumes: mounts } = service('postgresql');
    expect(ports).toEqual([]);
    expect(mounts).toEqual(['postgresql:/var/lib/postgresql/data']);
    expect(environmentOf(service('temporal'))).toMatchObject({
      POSTGRES_SEEDS: 'postgresql',
      POSTGRES_USER: environmentOf(service('postgresql'))['POSTGRES_USER'],
      POSTGRES_PWD: ENVIRONMENT['POSTGRES_PASSWORD'],
    });
    expect(environmentOf(service('schema'))).toMatchObject({
      SQL_HOST: 'postgresql',
      SQL_USER: environmentOf(service('postgresql'))['POSTGRES_USER'],
      SQL_PASSWORD: ENVIRONMENT['POSTGRES_PASSWORD'],
    });
  });

  test('gets both schemas before the server starts', () => {
    const [script = ''] = service('schema').command ?? [];
    for (const database of ['temporal', 'temporal_visibility']) {
      const steps = script.split('\n').filter((line) => line.includes(` --database ${database} `));
      expect(steps.map((step) => step.split(' ')[3])).toEqual(['create-database', 'setup-schema', 'update-schema']);
    }
    expect(service('temporal').depends_on['schema']?.condition).toBe('service_completed_successfully');
  });
});

describe('the Temporal server', () => {
  test('is the version that the embedded server of development is', () => {
    const [, version] = /go\.temporal\.io\/server v(\S+)/.exec(read('tools/temporal/go.mod')) ?? [];
    expect(version).toBeDefined();
    expect(service('temporal').image).toBe(`temporalio/server:${version}`);
    expect(service('schema').image).toBe(`temporalio/admin-tools:${version}`);
  });

  test('is where everybody looks for it', () => {
    for (const name of ['setup', 'worker', 'temporal-ui']) {
      expect(environmentOf(service(name))['TEMPORAL_ADDRESS']).toBe('temporal:7233');
    }
  });
});

describe('the worker', () => {
  const { environment, image, depends_on, volumes: mounts, stop_grace_period } = service('worker');
  const ours = Object.keys(environment).filter((name) => name.startsWith('CARILLON_'));

  test('gets variables that Carillon reads, and values that it takes', () => {
    const configuration = readConfiguration(environmentOf(service('worker')));
    expect(configuration.secretKey).toBeDefined();
    expect(mounts).toEqual([`data:${configuration.dataDir}`]);
  });

  test('can be given every variable', () => {
    expect(ours.sort()).toEqual(CONFIGURATION_VARIABLES.map(({ name }) => name).sort());
  });

  test('starts when the namespace and the search attributes are there', () => {
    expect(depends_on['setup']?.condition).toBe('service_completed_successfully');
    expect(service('setup').command).toEqual(['setup']);
    expect(environmentOf(service('setup'))['TEMPORAL_NAMESPACE']).toBe(
      environmentOf(service('worker'))['TEMPORAL_NAMESPACE'],
    );
  });

  test('is built here, as the version that package.json has', () => {
    expect(image).toBe(`carillon:${JSON.parse(read('package.json')).version}`);
    expect(service('setup').image).toBe(image);
  });

  test('has at least a minute to let a publish in flight end', () => {
    const [, seconds] = /^(\d+)s$/.exec(stop_grace_period ?? '') ?? [];
    expect(Number(seconds)).toBeGreaterThanOrEqual(60);
  });
});
