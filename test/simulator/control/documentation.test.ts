import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { newFaults } from '../../../simulator/faults/faults.ts';
import { defaultSettings } from '../../../simulator/settings.ts';
import { startTestBed, type TestBed } from '../test-bed.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const PAGE = readFileSync(resolve(ROOT, 'docs/simulator.md'), 'utf8');
const ROUTES = readFileSync(resolve(ROOT, 'simulator/control/control-routes.ts'), 'utf8');

const inCode = new Set([...PAGE.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code.replaceAll('"', '')));

/** Every key and every fixed text in a JSON schema. */
function wordsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, const: fixed, enum: choices = [], ...rest } = schema as z.core.JSONSchema.JSONSchema;
  const words = [fixed, ...choices].filter((word) => typeof word === 'string');
  return [
    ...Object.keys(properties),
    ...words,
    ...[properties, rest].flatMap((part) => Object.values(part).flatMap(wordsIn)),
  ];
}

describe('the page about the simulator', () => {
  test('has each setting with its default, and no other', () => {
    const rows = [...PAGE.matchAll(/^\| `(\w+)` +\| `([^`]+)` +\|/gm)].map(([, name, value = '']) => [
      name,
      JSON.parse(value),
    ]);
    expect(Object.fromEntries(rows)).toEqual(defaultSettings);
  });

  test('has every key and every choice that a fault can have', () => {
    const words = new Set(wordsIn(z.toJSONSchema(newFaults, { io: 'input', unrepresentable: 'any' })));
    expect(words.size).toBeGreaterThan(50);
    expect([...words].filter((word) => !inCode.has(word))).toEqual([]);
  });

  test('has every control route, and no other', () => {
    const built = [...ROUTES.matchAll(/app\.(get|post|delete)\('(\/\w+)/g)].map(([, method = '', path]) => [
      method.toUpperCase(),
      path,
    ]);
    const told = [...PAGE.matchAll(/^\| `(\w+) \/_control(\/\w+)/gm)].map(([, method, path]) => [method, path]);
    expect(told.toSorted()).toEqual(built.toSorted());
  });
});

describe('its examples', () => {
  let bed: TestBed;
  beforeAll(async () => {
    bed = await startTestBed();
  });
  afterAll(() => bed.simulator.close());

  const examples = [...PAGE.matchAll(/^curl (.*?)127\.0\.0\.1:8300(\S+)$/gm)].map(([, options = '', path = '']) => {
    const body = /-d '(.*?)'/.exec(options)?.[1];
    const method = /-X (\w+)/.exec(options)?.[1] ?? (body === undefined ? 'GET' : 'POST');
    return { path, method, body: body ?? null };
  });

  test('are more than ten', () => {
    expect(examples.length).toBeGreaterThan(10);
  });

  test.each(examples)('$method $path takes $body', async ({ path, method, body }) => {
    const headers: Record<string, string> = body === null ? {} : { 'content-type': 'application/json' };
    const { status } = await bed.send(path, { method, headers, body });
    expect([200, 201, 204]).toContain(status);
  });
});
