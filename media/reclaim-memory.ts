import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { readonly type: 'minor' }) => void;

/** How much may be received before its memory is asked for. A collection takes about a millisecond. */
const RECLAIM_EVERY_BYTES = 4 * 1024 * 1024;

let collect: Collect | undefined;

/**
 * Counts what is received from a network and passed on, and has V8 give back its memory time and again. Node allocates memory
 * for all that it receives, and V8 frees it by itself only when some 90 MB lie about: https://nodejs.org/api/cli.html#--expose-gc
 */
export function reclaimingMemory(): (bytes: number) => void {
  let unreclaimed = 0;
  return (bytes) => {
    unreclaimed += bytes;
    if (unreclaimed < RECLAIM_EVERY_BYTES) return;
    unreclaimed = 0;
    collect ??= exposedCollect();
    collect({ type: 'minor' });
  };
}

/** V8 shows its collector only to contexts that are made while it is told to. */
function exposedCollect(): Collect {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc') as Collect;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
