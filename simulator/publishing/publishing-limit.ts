import { requestedFields } from '../nodes/select-fields.ts';
import type { GraphCall } from '../protocol/graph-call.ts';
import { GraphError } from '../protocol/graph-error.ts';
import { timeParam } from '../protocol/list-params.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import { publishedSince, windowStart } from './quota.ts';

const USAGE = 'quota_usage';
/** Meta's own example asks for `rate_limit_settings` and is answered with `config`. */
const CONFIG = new Set(['config', 'rate_limit_settings']);

/** Meta: a Unix timestamp no older than 24 hours. */
function sinceParam({ clock, settings }: World, { params }: GraphCall): number {
  const oldest = windowStart(settings, clock.now());
  const since = timeParam(params, 'since') ?? oldest;
  if (since >= oldest) return since;
  throw new GraphError(refusals.parameterInvalid('param since must not be older than quota_duration'));
}

function askedFields({ params }: GraphCall): readonly string[] {
  const names = requestedFields(params.get('fields')).map(({ name }) => name);
  const unknown = names.find((name) => name !== USAGE && !CONFIG.has(name));
  if (unknown !== undefined) throw new GraphError(refusals.fieldUnknown(unknown, 'IGContentPublishingLimit'));
  return names.length === 0 ? [USAGE] : names;
}

/**
 * How much of its publishing quota an account has used: published containers, in the rolling window or since an instant.
 * @throws GraphError 100 for an unknown field or a `since` that is too old.
 */
export function publishingLimit(world: World, call: GraphCall, account: Account) {
  const since = sinceParam(world, call);
  const asked = askedFields(call);
  const { quotaTotal, quotaDurationSeconds } = world.settings;
  const usage = asked.includes(USAGE) ? publishedSince(account, since) : undefined;
  const config = { quota_total: quotaTotal, quota_duration: quotaDurationSeconds };
  return { data: [{ quota_usage: usage, config: asked.some((name) => CONFIG.has(name)) ? config : undefined }] };
}
