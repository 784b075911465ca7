import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Usage } from './graph-answer.ts';

const count = z.number().nonnegative().catch(0);
/** Meta spells it `total_cputime`. All three are percentages, whatever their names say. */
const meter = z.object({ call_count: count, total_cputime: count, total_time: count });
const businessMeter = meter.extend({
  type: z.string().catch(''),
  estimated_time_to_regain_access: z.number().nonnegative().nullable().catch(null),
});
const businessHeader = z.record(z.string(), z.array(businessMeter));

/** Calls with a page or Instagram token carry the business header, others the app header, some neither. */
export function usageIn(headers: IncomingHttpHeaders): Usage {
  const app = meter.safeParse(jsonIn(headers['x-app-usage']));
  const business = businessHeader.safeParse(jsonIn(headers['x-business-use-case-usage']));
  const instagram = business.success ? Object.values(business.data).flat().filter(isInstagram) : [];
  const meters = app.success ? [app.data, ...instagram] : instagram;
  return {
    percent: highest(meters.flatMap((of) => [of.call_count, of.total_cputime, of.total_time])),
    regainAccessMinutes: highest(instagram.flatMap((of) => of.estimated_time_to_regain_access ?? [])),
  };
}

const isInstagram = ({ type }: { readonly type: string }): boolean => type === 'instagram';

const highest = (numbers: readonly number[]): number | null => (numbers.length > 0 ? Math.max(...numbers) : null);

function jsonIn(header: string | string[] | undefined): unknown {
  try {
    return JSON.parse(String(header));
  } catch {
    return undefined;
  }
}
