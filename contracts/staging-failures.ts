// `type` of the ApplicationFailures that staging activities throw. All but the first two are retried by Temporal.

/** No retry can help: the post fails. First detail: PostError. */
export const STAGING_REFUSED = 'StagingRefused';
/** This container will never finish; another one may. First detail: PostError. */
export const CONTAINER_FAILED = 'ContainerFailed';
/** Instagram is still processing the media. First detail: PostError. */
export const CONTAINER_IN_PROGRESS = 'ContainerInProgress';
/** Instagram did not answer, or answered that it cannot just now. Details: PostError, and the wait it calls for, in milliseconds, if any. */
export const TRANSIENT = 'Transient';
