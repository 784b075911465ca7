import { CancelledFailure, Context } from '@temporalio/activity';
import type { UploadBeat, UploadOrder } from '../contracts/staging.ts';
import { TRANSIENT } from '../contracts/staging-failures.ts';
import { MediaAccessError } from '../media/media-access-error.ts';
import { BegunUploads } from './begun-uploads.ts';
import type { UploadedVideo } from './container-upload.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { fetchHostedVideo } from './fetch-hosted-video.ts';
import { graphAccount, type UsableAccount } from './graph-account.ts';
import { judgeMediaAccess } from './judge-media-access.ts';
import { sendVideo } from './send-video.ts';
import { stagingFailure } from './staging-failure.ts';
import { beatWhileUploading, earlierBeat } from './upload-beats.ts';
import { UPLOAD_WORKER_STOPPED } from './upload-errors.ts';

export function createUploadActivities(
  dependencies: Pick<ActivityDependencies, 'graph' | 'accounts' | 'allowPrivateMedia'>,
) {
  const { graph, allowPrivateMedia: allowPrivate } = dependencies;
  const begun = new BegunUploads();
  return {
    /**
     * Brings a video into its container, from where Instagram says that an earlier try ended. Whether it can be used is
     * for `awaitContainer` to find out.
     */
    async uploadVideo(order: UploadOrder): Promise<UploadedVideo> {
      const context = Context.current();
      const account = graphAccount(dependencies, order.accountId);
      const upload = { order, account, graph, signal: context.cancellationSignal };
      const { source, containerId } = order;
      const earlier = earlierBeat(context, containerId);
      const seen = earlier?.identity ?? begun.identityOf(containerId);
      try {
        return await beatWhileUploading(context, earlier, async (beat) => {
          const tell = (now: UploadBeat) => {
            begun.remember(containerId, now.identity);
            beat(now);
          };
          return source.upload === 'bytes'
            ? await sendVideo(upload, { source, seen, allowPrivate, tell })
            : await fetchHostedVideo(upload, source.url);
        });
      } catch (error) {
        throw endOf(error, context, account);
      }
    },
  };
}

/** As soon as the server can: the next worker goes on where this one stopped. */
const AT_ONCE_MS = 1;

/** What an upload that did not come to its end throws. */
function endOf(error: unknown, { cancellationSignal }: Context, account: UsableAccount): unknown {
  if (cancellationSignal.aborted) {
    const reason: unknown = cancellationSignal.reason;
    const isShutdown = reason instanceof CancelledFailure && reason.message === 'WORKER_SHUTDOWN';
    // A canceled activity is not tried again; this one has to be.
    return isShutdown
      ? stagingFailure({ type: TRANSIENT, error: UPLOAD_WORKER_STOPPED, waitMs: AT_ONCE_MS }, account)
      : reason;
  }
  return error instanceof MediaAccessError ? stagingFailure(judgeMediaAccess(error), account) : error;
}
