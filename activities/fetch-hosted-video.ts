import { setTimeout as sleep } from 'node:timers/promises';
import { type ContainerUpload, readUpload, type UploadedVideo } from './container-upload.ts';
import { isStuck, judgeSending, LOOK_AGAIN_MS, nextFetchStep, type Progress } from './judge-upload.ts';
import { type StagingProblem, stagingFailure } from './staging-failure.ts';

/**
 * Has Instagram's upload host fetch a video from its URL. A fetch whose answer was lost is left alone while it gets further.
 * @throws ApplicationFailure in the vocabulary of contracts/staging-failures.ts
 */
export async function fetchHostedVideo(upload: ContainerUpload, url: string): Promise<UploadedVideo> {
  const { graph, account, order, signal } = upload;
  let progress: Progress | undefined;
  let otherwise: StagingProblem | undefined;
  let asked = 0;
  for (;;) {
    const next = nextFetchStep(await readUpload(upload), progress);
    if (next.step === 'end') return { bytes: 0 };
    if (next.step === 'fail') throw stagingFailure(next.problem, account);
    if (next.step === 'wait') {
      progress = next.progress;
      await sleep(LOOK_AGAIN_MS, undefined, { signal });
      continue;
    }
    if (otherwise !== undefined && isStuck(asked)) throw stagingFailure(otherwise, account);
    const judged = judgeSending(await graph.uploadFromUrl(account, { uri: order.uploadUri, url }, signal));
    if (judged.verdict === 'done') return { bytes: 0 };
    if (judged.verdict === 'fail') throw stagingFailure(judged.problem, account);
    otherwise = judged.otherwise;
    progress = undefined;
    asked += 1;
  }
}
