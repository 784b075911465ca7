import type { PostView } from '../client/index.ts';
import { LiveLines, type Screen } from './live-lines.ts';
import { progressTeller } from './post-progress.ts';
import { UploadMeter } from './upload-meter.ts';
import { percentOf, uploadBar, uploadLine } from './upload-progress.ts';

/** Shows how a post gets on while a command waits for it. */
export interface PostWatch {
  look(post: PostView): void;
  /** Takes away what is painted. */
  end(): void;
}

/** Stages as lines and uploads as bars on a terminal; elsewhere a line for each tenth of an upload, and nothing else. */
export const watchOn = (screen: Screen & { readonly isTTY?: boolean }): PostWatch =>
  screen.isTTY ? watchOnTerminal(screen) : watchInLog(screen);

function watchOnTerminal(screen: Screen): PostWatch {
  const meter = new UploadMeter();
  const bars = new LiveLines(screen);
  const tell = progressTeller((line) => screen.write(`${line}\n`));
  return {
    look: (post) => {
      bars.clear();
      tell(post);
      bars.show(meter.look(post, Date.now()).map(uploadBar));
    },
    end: () => bars.clear(),
  };
}

function watchInLog(log: NodeJS.WritableStream): PostWatch {
  const meter = new UploadMeter();
  const told = new Map<string, number>();
  return {
    look: (post) => {
      for (const upload of meter.look(post, Date.now())) {
        const tenth = Math.floor(percentOf(upload) / 10);
        if (told.get(upload.containerId) !== tenth) log.write(`${uploadLine(upload)}\n`);
        told.set(upload.containerId, tenth);
      }
    },
    end: () => undefined,
  };
}
