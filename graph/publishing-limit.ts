import { z } from 'zod';
import type { ToldUsage } from '../contracts/ledger.ts';

export const PUBLISHING_LIMIT_FIELDS = 'quota_usage,config';

/**
 * How much of its publishes an account has used, stories and posts of other tools included. The documentation's example names
 * the setting differently from the answer, which has `config`:
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit
 */
export const publishingLimit = z
  .object({
    data: z.tuple([
      z.object({ quota_usage: z.int().nonnegative(), config: z.object({ quota_total: z.int().positive() }) }),
    ]),
  })
  .transform(({ data: [{ quota_usage, config }] }): ToldUsage => ({ usage: quota_usage, limit: config.quota_total }));
