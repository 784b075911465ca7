import { PROXY_PAGE } from '../faults/fault-answers.ts';

/** What rupload answers a request with. */
export interface UploadAnswer {
  readonly httpStatus: number;
  /** A text is a page of HTML. */
  readonly body: object | string;
  readonly retryAfterSeconds?: number | undefined;
}

interface Failure {
  readonly httpStatus: number;
  readonly type: string;
  readonly message: string;
  readonly retriable: boolean;
}

const failure = ({ httpStatus, type, message, retriable }: Failure): UploadAnswer => ({
  httpStatus,
  body: { debug_info: { retriable, type, message } },
});

const processingFailed = (message: string): UploadAnswer =>
  failure({ httpStatus: 400, type: 'ProcessingFailedError', message, retriable: false });

/**
 * Every answer of rupload. Meta documents the success and ProcessingFailedError on its page "Upload Video to Meta Servers",
 * the offset and the partial request on its page about publishing Facebook Reels; its own uploader for Mapillary
 * (github.com/mapillary/mapillary_tools) handles the offset and the rate limit. What nobody tells is said to be a guess.
 */
export const uploadAnswers = {
  success: (): UploadAnswer => ({ httpStatus: 200, body: { success: true, message: 'Upload successful.' } }),
  offset: (offset: number): UploadAnswer => ({ httpStatus: 200, body: { offset } }),
  notAuthorized: () =>
    failure({
      httpStatus: 400,
      type: 'NotAuthorizedError',
      message: 'User not authorized to perform this request',
      retriable: false,
    }),
  /** Meta's example: a refusal of another system, as JSON in the text. */
  unauthorizedUser: () =>
    processingFailed(JSON.stringify({ success: false, error: { message: 'unauthorized user request' } })),
  processingFailed: () => processingFailed('Request processing failed'),
  /** The type is a guess. */
  headersInvalid: () =>
    failure({ httpStatus: 400, type: 'InvalidHeaderError', message: 'Invalid Header format', retriable: false }),
  offsetInvalid: () =>
    failure({
      httpStatus: 412,
      type: 'OffsetInvalidError',
      message: 'Request starting offset is invalid',
      retriable: true,
    }),
  /** The status and the flag are guesses. */
  partialRequest: () =>
    failure({
      httpStatus: 400,
      type: 'PartialRequestError',
      message: 'Partial request (did not match length of file)',
      retriable: true,
    }),
  /** It calls itself not retriable, and wants to be retried all the same. */
  rateLimited: (backoffMs: number): UploadAnswer => ({
    httpStatus: 429,
    body: {
      backoff: backoffMs,
      debug_info: { retriable: false, type: 'RequestRateLimitedError', message: 'Request rate limit exceeded' },
    },
  }),
  serverError: ({
    httpStatus,
    retryAfterSeconds,
  }: Pick<UploadAnswer, 'httpStatus' | 'retryAfterSeconds'>): UploadAnswer => ({
    httpStatus,
    retryAfterSeconds,
    body: PROXY_PAGE,
  }),
  /** Of a path that nothing answers at: a guess in all its parts. */
  notFound: () => failure({ httpStatus: 404, type: 'NotFoundError', message: 'Not found', retriable: false }),
  simulatorFailed: (reason: string) =>
    failure({
      httpStatus: 500,
      type: 'SimulatorError',
      message: `The simulator itself failed: ${reason}`,
      retriable: false,
    }),
} as const;
