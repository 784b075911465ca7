import { isGrpcServiceError, NamespaceNotFoundError, ServiceError } from '@temporalio/client';
import { type CarillonError, ServerError, type ServerWords, UnreachableError } from './errors.ts';

/** Where the calls go, for the messages. */
export interface ServerPlace {
  readonly address: string;
  readonly namespace: string;
}

// https://grpc.io/docs/guides/status-codes/
const CANCELLED = 1;
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const PERMISSION_DENIED = 7;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** What the server, or the way to it, did to a call, in our words. Undefined for an error of any other origin. */
export function serverErrorOf(error: unknown, place: ServerPlace): CarillonError | undefined {
  if (error instanceof NamespaceNotFoundError) {
    return notSetUp(`has no namespace "${error.namespace}"`, place, { grpcCode: null, grpcMessage: error.message });
  }
  const words = grpcWordsIn(error);
  return words === undefined ? undefined : refusalOf(words, place);
}

function refusalOf(words: ServerWords, place: ServerPlace): CarillonError {
  switch (words.grpcCode) {
    case DEADLINE_EXCEEDED:
      return new UnreachableError(place.address, 'late');
    case CANCELLED:
    case UNAVAILABLE:
      return new UnreachableError(place.address);
    case PERMISSION_DENIED:
    case UNAUTHENTICATED:
      return new ServerError('unauthorized', {
        message: `The Temporal server at ${place.address} does not let this client use namespace "${place.namespace}".`,
        nextAction: 'Set TEMPORAL_API_KEY, or the client certificate in tls, to one that may use this namespace.',
        details: words,
      });
    case INVALID_ARGUMENT: {
      const unknownAttribute = /search attribute "?(\w+)|'(\w+)' is not a valid search attribute/i
        .exec(words.grpcMessage)
        ?.slice(1)
        .find(Boolean);
      if (unknownAttribute !== undefined)
        return notSetUp(`does not know the search attribute ${unknownAttribute}`, place, words);
    }
  }
  return new ServerError('server-error', {
    message: `The Temporal server at ${place.address} refused or failed: ${words.grpcMessage}.`,
    nextAction: 'Look into the log of the Temporal server.',
    details: words,
  });
}

const notSetUp = (lack: string, { address, namespace }: ServerPlace, details: ServerWords): ServerError =>
  new ServerError('not-set-up', {
    message: `The Temporal server at ${address} ${lack}; the namespace asked for is "${namespace}".`,
    nextAction:
      'Run "carillon setup" on this server and namespace once, or set TEMPORAL_NAMESPACE to one that is set up.',
    details,
  });

function grpcWordsIn(error: unknown): ServerWords | undefined {
  if (isGrpcServiceError(error)) return { grpcCode: error.code, grpcMessage: error.details };
  return error instanceof ServiceError ? grpcWordsIn(error.cause) : undefined;
}
