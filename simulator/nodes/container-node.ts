import { shownStatus, statusText } from '../containers/container-status.ts';
import { copyrightStatus, videoStatus } from '../containers/video-status.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Container } from '../state.ts';
import type { World } from '../world.ts';
import type { NodeType } from './select-fields.ts';

/** What a container shows of itself now. The two fields about videos are absent on all others. */
export function containerNode({ clock, settings }: World): NodeType<Container> {
  const now = clock.now();
  const statusOf = (container: Container) => shownStatus(container, now, settings.finishedLagMs);
  return {
    fields: {
      id: ({ id }) => id,
      status: (container) => statusText(statusOf(container)),
      status_code: (container) => statusOf(container).code,
      copyright_check_status: (container) => copyrightStatus(container, now),
      video_status: (container) => videoStatus(container, now),
    },
    unknownField: refusals.containerFieldUnknown,
  };
}
