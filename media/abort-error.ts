/** Why a signal was aborted, as an error. */
export const abortError = ({ reason }: AbortSignal): Error =>
  reason instanceof Error ? reason : new DOMException(String(reason), 'AbortError');
