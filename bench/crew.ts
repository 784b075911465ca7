import type { GuardedChild } from '../cli/embedded/guarded-child.ts';
import type { EmbeddedServer } from '../cli/embedded/temporal-server.ts';

/** The processes that run for a rig, and the news that one of them does no more. */
export class Crew {
  readonly failed: Promise<never>;
  readonly #fail: (error: Error) => void;
  readonly #resources: AsyncDisposableStack;

  constructor(resources: AsyncDisposableStack) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    this.failed = promise;
    this.#fail = reject;
    this.#resources = resources;
  }

  keep(name: string, child: GuardedChild): GuardedChild {
    this.#resources.defer(() => child.stop());
    void child.ended.then((code) => this.#fail(new Error(`The ${name} ended with code ${code}: ${child.output()}`)));
    return child;
  }

  keepServer(server: EmbeddedServer): EmbeddedServer {
    this.#resources.defer(() => server.stop());
    server.failed.catch(this.#fail);
    return server;
  }
}
