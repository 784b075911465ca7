import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Meter, Usage } from './graph-answer.ts';

const count = z.number().nonnegative().catch(0);
/** Meta spells it `total_cputime`. All three are percentages, whatever their names say. */
const appMeter = z.object({ call_count: count, total_cputime: count, total_time: count });
const businessMeter = appMeter.extend({
  type: z.string().catch(''),
  estimated_time_to_regain_access: z.number().nonnegative().nullable().catch(null),
});
const businessHeader = z.record(z.string(), z.array(businessMeter));

/** Calls with a page or Instagram token carry the business header, others the app header, some neither. */
export function usageIn(headers: IncomingHttpHeaders): Usage {
  const app = appMeter.safeParse(jsonIn(headers['x-app-usage']));
  const business = businessHeader.safeParse(jsonIn(headers['x-business-use-case-usage']));
  const instagram = business.success ? Object.values(business.data).flat().filter(isInstagram) : [];
  return {
    app: meterOf(app.success ? [app.data] : [], []),
    account: meterOf(
      instagram,
      instagram.flatMap((of) => of.estimated_time_to_regain_access ?? []),
    ),
  };
}

function meterOf(shares: readonly z.infer<typeof appMeter>[], regainAccessMinutes: readonly number[]): Meter | null {
  const percent = highest(shares.flatMap((of) => [of.call_count, of.total_cputime, of.total_time]));
  return percent === null ? null : { percent, regainAccessMinutes: highest(regainAccessMinutes) };
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
