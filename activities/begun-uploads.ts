import type { ContainerId } from '../contracts/ids.ts';

/** More than a process uploads in the 24 hours for which Instagram keeps a container. */
const MAX_REMEMBERED = 1_000;

/**
 * With which file this process began the upload into a container. Beats tell that to the next attempt, but not to a new
 * upload into the same container, as there is after a command or a person's help.
 */
export class BegunUploads {
  readonly #identities = new Map<ContainerId, string>();

  identityOf(containerId: ContainerId): string | undefined {
    return this.#identities.get(containerId);
  }

  remember(containerId: ContainerId, identity: string): void {
    this.#identities.set(containerId, identity);
    const [oldest] = this.#identities.keys();
    if (this.#identities.size > MAX_REMEMBERED && oldest !== undefined) this.#identities.delete(oldest);
  }
}
