import { activityInfo } from '@temporalio/activity';

/** How long ago the workflow asked for what this attempt is about, in milliseconds. */
export const askedForMs = (): number => Date.now() - activityInfo().scheduledTimestampMs;
