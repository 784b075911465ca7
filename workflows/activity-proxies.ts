import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

// Grouped by what a repeat can do. Deadlines that depend on the post are given at the call.

/** A throttle of an hour, and the calls that have waited for its end. */
const THROTTLED_FOR = '2 hours';

/** Every activity beats every second or two; a worker that has been silent for this long is dead. */
const HEARTBEAT_TIMEOUT = '6 seconds';

/**
 * Reversible: the worst that a repeat leaves behind is a container that nobody publishes, and those vanish after 24 h.
 * Retried until the post's own deadline, because Instagram's outages pass; refusals that no retry can cure are thrown as final.
 */
export const staging = proxyActivities<Pick<Activities, 'createContainer' | 'awaitContainer'>>({
  startToCloseTimeout: '90 seconds',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '60 seconds' },
  cancellationType: ActivityCancellationType.TRY_CANCEL,
});

/**
 * Reversible, and long: what has arrived at Instagram stays there, so a repeat goes on where the last try stopped. The beats
 * follow the bytes; half a minute bridges a pause of the event loop without starting a second stream beside the first.
 */
export const uploading = proxyActivities<Pick<Activities, 'uploadVideo'>>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '60 seconds' },
  // Two streams into one container would be mixed up: the next one begins when this one has ended.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/**
 * Reversible: the same ticket is granted once, however often it is asked for. It waits for the time to ask by failing, which costs
 * no events. The back-off is for what else goes wrong: short, because the post is about to be due.
 */
export const reserving = proxyActivities<Pick<Activities, 'reservePublish'>>({
  startToCloseTimeout: '20 seconds',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '15 seconds' },
  // A release that overtakes the question would leave a grant that nobody gives back.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** From the mark to the last answer: the wait for Instagram's answer, and room for telling the server about it. */
export const SENDING_MS = 120_000;

/**
 * Irreversible: one attempt, because after a time-out nobody knows by itself whether the request left; the last beat tells.
 * A dead worker is noticed after one missed heartbeat time-out. Its cancellation is an answer, so it is waited for.
 */
export const publishing = proxyActivities<Pick<Activities, 'publishAt'>>({
  // A call adds the wait for its instant.
  startToCloseTimeout: SENDING_MS,
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { maximumAttempts: 1 },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** Reading what decides about a publish: a few tries, for without an answer it has to be found out by reconciling. */
export const deciding = proxyActivities<Pick<Activities, 'readContainerStatus'>>({
  startToCloseTimeout: '40 seconds',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  scheduleToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '15 seconds', maximumAttempts: 5 },
});

/**
 * Reading what became of a publish. Each try is one look and names the next one itself, so the back-off is only for tries that
 * died. The longest pace looks for a day after the sending.
 */
export const finding = proxyActivities<Pick<Activities, 'reconcile' | 'findMedia'>>({
  startToCloseTimeout: '90 seconds',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  scheduleToCloseTimeout: '26 hours',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '60 seconds' },
  cancellationType: ActivityCancellationType.TRY_CANCEL,
});

/** Looks at our own accounts only. Each try names the next one itself. */
export const waiting = proxyActivities<Pick<Activities, 'awaitNewToken'>>({
  startToCloseTimeout: '10 seconds',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  cancellationType: ActivityCancellationType.TRY_CANCEL,
});

/**
 * Best effort: a published post stays published whether or not its address could be read. It may take as long as Instagram lets no
 * calls through, which are rolling hours; what cannot be read for other reasons says itself when that was the last try.
 */
export const afterwards = proxyActivities<Pick<Activities, 'readPermalink' | 'countChildren' | 'findComment'>>({
  startToCloseTimeout: '40 seconds',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  scheduleToCloseTimeout: THROTTLED_FOR,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '15 seconds' },
});

/**
 * A second comment would be seen by everybody: each try after the first looks for the comment of the one before. It may wait for as
 * long as Instagram lets no calls through; what fails for other reasons says itself when that was the last try.
 */
export const commenting = proxyActivities<Pick<Activities, 'postComment'>>({
  startToCloseTimeout: '60 seconds',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  scheduleToCloseTimeout: THROTTLED_FOR,
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/**
 * Reading harms nothing. It may take as long as Instagram lets no calls through, which are rolling hours; what cannot be read for
 * other reasons says itself when that was the last try.
 */
export const readingCollaborations = proxyActivities<
  Pick<Activities, 'readInvites' | 'findCollaborations' | 'readCollaborators' | 'readCollaborativeMedia'>
>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  scheduleToCloseTimeout: THROTTLED_FOR,
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '60 seconds' },
  cancellationType: ActivityCancellationType.TRY_CANCEL,
});

/**
 * Not reversible, and safe to repeat: an invite is answered once, and a second answer changes nothing. Each try is charged to the
 * ledger, so the activity says itself when that was the last one.
 */
export const answering = proxyActivities<Pick<Activities, 'answerInvite'>>({
  startToCloseTimeout: '90 seconds',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  scheduleToCloseTimeout: THROTTLED_FOR,
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '60 seconds' },
  // What was sent is waited for, so that the report does not say less than what happened.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** Only the server can end a run as Canceled. Retried for ever: it harms nothing, and the run must not stay open. */
export const ownRun = proxyActivities<Pick<Activities, 'requestCancellation'>>({
  startToCloseTimeout: '10 seconds',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});
