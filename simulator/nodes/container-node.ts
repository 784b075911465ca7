import { containerStatus, statusText } from '../containers/container-status.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Container } from '../state.ts';
import type { NodeType } from './select-fields.ts';

/** What a container shows of itself at an instant. The two fields about videos are absent on an image. */
export const containerNode = (now: number): NodeType<Container> => ({
  fields: {
    id: ({ id }) => id,
    status: (container) => statusText(containerStatus(container, now)),
    status_code: (container) => containerStatus(container, now).code,
    copyright_check_status: () => undefined,
    video_status: () => undefined,
  },
  unknownField: refusals.containerFieldUnknown,
});
