/** A doubtful publish is looked for soon and often, so that a run is over soon. */
export const RECONCILE_SECONDS = [1, 2, 4, 8] as const;

/** How long after a sending it is looked for, in milliseconds. */
export const WINDOW_MS = Math.max(...RECONCILE_SECONDS) * 1_000;
