import type { PendingInvite } from '../../contracts/invites.ts';
import type { InviteDecision, SweepInput, SweepMemory } from '../../contracts/sweep.ts';
import { accountId, mediaId } from '../contracts/samples.ts';

export const NOW = Date.parse('2026-12-01T09:00:00.000Z');
export const TODAY = '2026-12-01';
export const YESTERDAY = '2026-11-30';
export const HOUR_MS = 3_600_000;

export const media = (number: number) => mediaId(String(18_000_000 + number));

/** The invite to a media that somebody has numbered. */
export const invite = (number: number, more: Partial<PendingInvite> = {}): PendingInvite => ({
  mediaId: media(number),
  owner: 'katrina',
  caption: 'A picture',
  ...more,
});

export const invites = (count: number, more: Partial<PendingInvite> = {}): PendingInvite[] =>
  Array.from({ length: count }, (_, index) => invite(index + 1, more));

/** A decision to accept that is to be carried out. */
export const decision = (number: number, more: Partial<InviteDecision> = {}): InviteDecision => ({
  mediaId: media(number),
  owner: 'katrina',
  caption: 'A picture',
  firstSeenAt: new Date(NOW).toISOString(),
  action: 'accept',
  rule: 'friends',
  outcome: 'deferred',
  reason: 'The owner fits "katrina".',
  answeredAt: null,
  error: null,
  ...more,
});

export const memoryOf = (more: Partial<SweepMemory> = {}): SweepMemory => ({
  seen: {},
  failed: [],
  accepted: { day: TODAY, byRule: {} },
  ...more,
});

export const SWEEP_INPUT: SweepInput = {
  schemaVersion: 1,
  accountId: accountId('brand'),
  rules: { rules: [{ name: 'friends', owner: ['katrina'], action: 'accept' }], otherwise: 'leave' },
  isDryRun: false,
  memory: null,
};
