import type { Params } from '../protocol/request-params.ts';
import type { Media, State } from '../state.ts';

/** The container that a request is about, or is about to make. */
export interface FaultTarget {
  readonly parameters: Params;
  dropChildren?: number | undefined;
}

/** What a request about a media is aimed at by: its container, or of a foreign one its caption. */
export const targetOf = ({ container, caption }: Media): FaultTarget =>
  container ?? { parameters: new Map(caption === null ? [] : [['caption', caption]]) };

const CONTAINER_ID = /\d+/g;

/** Every parameter of a container and of its children: where an aimed fault looks for its text. */
export function textsOf({ containers }: State, { parameters }: FaultTarget): readonly string[] {
  const childIds = parameters.get('children')?.match(CONTAINER_ID) ?? [];
  const children = childIds.map((id) => containers.get(id)?.parameters ?? new Map<string, string>());
  return [parameters, ...children].flatMap((each) => [...each.values()]);
}
