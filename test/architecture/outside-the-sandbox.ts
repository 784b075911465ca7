// What a workflow must never do: here to prove that the test of the bundle would see it.
import { DateTime } from 'luxon';
import { z } from 'zod';

export async function validateInTheWorkflow(text: string): Promise<boolean> {
  return z.iso.datetime().safeParse(text).success && DateTime.fromISO(text).isValid;
}
