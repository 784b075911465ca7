import type { z } from 'zod';

/** Something about the request itself that the person who sent it has to change. */
export class ControlError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/**
 * The body of a control request.
 * @throws ControlError that names every key which is not as it should be.
 */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new ControlError(400, `The body is not what this route takes: ${faults.join('; ')}.`);
}
