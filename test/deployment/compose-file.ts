import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

export const ROOT = resolve(import.meta.dirname, '../..');

/** What these tests ask of a Compose file. Whether it is one is for the specification's schema to say. */
const serviceSchema = z.looseObject({
  image: z.string(),
  restart: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  stop_grace_period: z.string().optional(),
});
const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
});

export type Service = z.output<typeof serviceSchema>;

/** The file with its anchors resolved and its variables as they are written. */
export const composeFile: unknown = parse(readFileSync(resolve(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true });
export const { services, volumes } = composeSchema.parse(composeFile);
