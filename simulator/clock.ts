/** Where the simulator reads the time from. Every rule of Instagram that counts hours or days goes by it. */
export interface Clock {
  /** Now, in epoch milliseconds. */
  now(): number;
}

/** A clock that can be set forward, so that the 24 hours of a container pass at once. */
export interface AdjustableClock extends Clock {
  /** Sets the clock forward; it goes on running from there. */
  advance(milliseconds: number): void;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that runs with `base`, ahead of it by all that it has been advanced. */
export function adjustableClock(base: Clock): AdjustableClock {
  let ahead = 0;
  return {
    now: () => base.now() + ahead,
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}
