// `type` of the ApplicationFailures that staging activities throw, and what the workflow does about each. Details, in this
// order: PostError; the wait that the failure calls for in milliseconds, or null; the revision of the account's credentials
// that were used, or null when there is no such account.

/** No retry can help: the post fails. */
export const STAGING_REFUSED = 'StagingRefused';
/** Only a person can help: the post is blocked, and keeps what is staged. */
export const NEEDS_PERSON = 'NeedsPerson';
/** Instagram refuses people whom the post names (`usernames` of the PostError): blocked, or staged without them, as the post says. */
export const USERS_UNAVAILABLE = 'UsersUnavailable';
/** This container will never finish; another one may. */
export const CONTAINER_FAILED = 'ContainerFailed';
/** Somebody else who holds the token has published the container: what is live is the post. */
export const CONTAINER_PUBLISHED = 'ContainerPublished';
/** Instagram is still processing the media. Retried by Temporal. */
export const CONTAINER_IN_PROGRESS = 'ContainerInProgress';
/** Instagram did not answer, or answered that it cannot just now. Retried by Temporal. */
export const TRANSIENT = 'Transient';
/** The account's limit is spent for now, or its ledger does not answer. Retried by Temporal, at the time that the ledger named. */
export const WAITS_FOR_QUOTA = 'WaitsForQuota';

/** A post has nothing new to ask its account until later. Retried by Temporal then: this is how it waits without an event. */
export const ASKS_LATER = 'AsksLater';

/** `code` of the PostError of a container that waits for room in its account's limit, `until` the instant that the ledger has planned. */
export const CONTAINER_QUOTA_SPENT = 'container-quota-spent';
