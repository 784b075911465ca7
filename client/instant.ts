/** RFC 3339, UTC. Null for an instant that never comes: infinity, which JSON carries as null. */
export const instantText = (instant: number): string | null =>
  Number.isFinite(instant) ? new Date(instant).toISOString() : null;
