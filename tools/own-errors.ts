import type { OwnFindings } from '../graph/errors-page.ts';

const BY_ITSELF = 'Nothing: it is tried again by itself.';
const UPLOADED_ANEW = 'Nothing: the file that is there now is uploaded from its start.';
const BRING_BACK =
  'Put the video where the upload workers can read it, under the same name, then run `carillon posts retry`.';
const ADD_THE_ACCOUNT =
  "Add the account with `carillon accounts add` in the worker's data directory: then the post goes on.";
const LOOK_AND_SETTLE =
  'Look at the account on Instagram, then tell with `carillon posts settle` whether the post is there. Never queue it again before that.';
const LOOK_FIRST = 'Look at the account on Instagram before you queue it again: it may have been published.';

/**
 * What Carillon finds by itself, for the page of errors. The sentences of the errors themselves name files, accounts and times, so the
 * page has its own.
 */
export const OWN_FINDINGS: OwnFindings = {
  errors: [
    {
      title: 'Carillon tries again',
      words: 'The step is repeated until it works or the post is missed.',
      retryable: true,
      errors: {
        'container-not-finished': {
          category: 'platform',
          sentence: 'Instagram is still processing the media.',
          nextAction: 'Nothing, unless it lasts: then try smaller or simpler media.',
        },
        'upload-offset-unknown': {
          category: 'platform',
          sentence: 'Instagram does not say how much of the video it has.',
          nextAction: BY_ITSELF,
        },
        'upload-worker-stopped': {
          category: 'carillon',
          sentence: 'The worker that was uploading the video was stopped.',
          nextAction: 'Nothing: the next worker goes on where this one stopped.',
        },
        'media-temporary': {
          category: 'media',
          sentence: 'The video cannot be read just now.',
          nextAction: 'Nothing, unless it lasts: then check the host or the disk that holds the video.',
        },
        'usage-near-limit': {
          category: 'quota',
          sentence: 'Instagram says that the calls of the account, or of the app, are nearly used up.',
          nextAction: 'Nothing: posts that are due go first, and it goes on by itself.',
        },
        'invite-answer-not-taken': {
          category: 'platform',
          sentence:
            'Instagram answered that the answer to the invite had no success, as it may when the invite is gone.',
          nextAction: 'Nothing: what became of the invite is read, and the next sweep answers it if it is still there.',
        },
        'not-sent': {
          category: 'carillon',
          sentence: 'A worker held the post and provably did not send it.',
          nextAction: 'Nothing: it is tried again by itself until the post is missed.',
        },
      },
    },
    {
      title: 'Carillon waits for room',
      words:
        'Every call that Instagram counts is charged to the ledger of its account first. The post waits, and keeps what is staged.',
      retryable: true,
      errors: {
        'publish-quota-spent': {
          category: 'quota',
          sentence: 'The account has used up the publishes that it may make in its rolling window.',
          nextAction:
            'Nothing: it is published as soon as the window allows, in the order of due times. `carillon quota` shows the plan.',
        },
        'container-quota-spent': {
          category: 'quota',
          sentence: 'The account has used up the containers that it may make in its rolling window.',
          nextAction: 'Nothing: it is made as soon as the window allows. `carillon quota` shows the plan.',
        },
        'invite-quota-spent': {
          category: 'quota',
          sentence:
            'The account has used up the reads of invites, or the answers to them, that it may make in its rolling window.',
          nextAction: 'Nothing: it is soon, and waited for. `carillon quota` shows the plan.',
        },
        'asks-later': {
          category: 'schedule',
          sentence: 'The post is staged, and asks its account for a publish shortly before it is due.',
          nextAction: 'Nothing: this is how a post waits for its due time.',
        },
        'ledger-busy': {
          category: 'carillon',
          sentence: 'Many posts of the account ask its ledger at the same time, and this one waits for its turn.',
          nextAction: 'Nothing: it asks again within seconds.',
        },
        'ledger-unanswered': {
          category: 'carillon',
          sentence: 'The ledger of the account did not answer.',
          nextAction: "Nothing, unless it lasts: then see in the Temporal UI whether the account's run has a worker.",
        },
        'ledger-refused': {
          category: 'carillon',
          sentence: 'The ledger of the account refused the question.',
          nextAction:
            'See that all workers run the same version of Carillon: it is asked again until the post is missed.',
        },
        'grant-too-old': {
          category: 'carillon',
          sentence:
            'The worker stood still for so long that the container it was granted might have counted in a later window.',
          nextAction: 'Nothing, unless it lasts: then give the workers more of their machine.',
        },
      },
    },
    {
      title: 'Carillon stages anew',
      words: 'A new container is made, up to three times for a medium.',
      retryable: true,
      errors: {
        'upload-uri-missing': {
          category: 'platform',
          sentence: 'Instagram made a container for an upload and did not say where to upload the video to.',
          nextAction:
            'Nothing, unless it comes back: then put the video at a public URL and queue it with `"upload": "url"`.',
        },
        'upload-of-another-file': {
          category: 'media',
          sentence:
            'Instagram has a part of a video, and nothing tells that it is a part of the file that is there now.',
          nextAction: UPLOADED_ANEW,
        },
        'media-changed': {
          category: 'media',
          sentence: 'The video is no longer what it was when its upload began.',
          nextAction: UPLOADED_ANEW,
        },
      },
    },
    {
      title: 'Carillon waits for a person',
      words: 'The post is blocked and keeps what is staged.',
      retryable: false,
      errors: {
        'media-missing': {
          category: 'media',
          sentence: 'There is nothing where the video should be.',
          nextAction: BRING_BACK,
        },
        'media-unreadable': {
          category: 'media',
          sentence: 'The video is there and cannot be read: access is refused, it is empty, or its length is not told.',
          nextAction: BRING_BACK,
        },
        'media-private': {
          category: 'media',
          sentence: 'The host of the video is not on the public internet.',
          nextAction:
            'Put the video on a public host. Or, if its host is this machine or in a private network of yours, set CARILLON_PRIVATE_MEDIA=allow for the workers; link-local addresses are refused even then. Then run `carillon posts retry`.',
        },
        'account-unknown': {
          category: 'carillon',
          sentence: 'The worker knows no account of this name.',
          nextAction: ADD_THE_ACCOUNT,
        },
        'unknown-account': {
          category: 'carillon',
          sentence: 'The account was removed in the moment in which its token was looked up.',
          nextAction: ADD_THE_ACCOUNT,
        },
        'damaged-token': {
          category: 'carillon',
          sentence: 'The stored token of the account cannot be opened.',
          nextAction: ADD_THE_ACCOUNT,
        },
        'upload-needs-facebook-login': {
          category: 'permission',
          sentence: 'The account has a token of Instagram Login, with which Instagram takes no uploads of videos.',
          nextAction:
            'Give the post its video at a public URL with `carillon posts edit`, or add the account with a token of Facebook Login: then the post goes on.',
        },
        'settled-not-published': {
          category: 'schedule',
          sentence: 'The publish request had no effect: a person has looked at the account.',
          nextAction: 'Publish it with `carillon posts retry`, or end it with `carillon posts cancel`.',
        },
      },
    },
    {
      title: 'It may have been published',
      words: 'The post is never sent again unseen. What reading cannot settle is unconfirmed.',
      retryable: false,
      errors: {
        'worker-lost-while-sending': {
          category: 'platform',
          sentence:
            'The worker stopped answering after it had announced the publish request: the request may have reached Instagram.',
          nextAction: LOOK_AND_SETTLE,
        },
        'sending-ended-unexplained': {
          category: 'carillon',
          sentence: 'The publishing step ended without telling whether the request was sent.',
          nextAction: LOOK_AND_SETTLE,
        },
      },
    },
    {
      title: 'The run of the post has ended without an outcome',
      words:
        'The post is failed when nothing can have been sent, and may then be queued again under another id. Otherwise it is unconfirmed.',
      retryable: false,
      errors: {
        'run-failed': {
          category: 'carillon',
          sentence: 'The run of the post failed.',
          nextAction: LOOK_FIRST,
        },
        'run-terminated': {
          category: 'carillon',
          sentence: 'The run of the post was terminated from outside.',
          nextAction: LOOK_FIRST,
        },
        'run-timed-out': {
          category: 'carillon',
          sentence: 'The run of the post timed out.',
          nextAction: LOOK_FIRST,
        },
      },
    },
    {
      title: 'The post has ended without being sent',
      words: 'Its id is used up.',
      retryable: false,
      errors: {
        'carousel-beyond-limit': {
          category: 'quota',
          sentence: 'The post needs more containers at once than the account may make in a whole window.',
          nextAction: 'Queue it with fewer media, or raise CARILLON_LIMITS of the workers.',
        },
        missed: {
          category: 'schedule',
          sentence:
            'The time within which the post could be sent ran out. The last obstacle stands in the message and in `meta`.',
          nextAction: 'Queue it again under a new id with a new due time, once the cause is gone.',
        },
      },
    },
    {
      title: 'Collaboration',
      words: 'No post is concerned: invites stay as they are, and nobody is asked who has accepted.',
      retryable: false,
      errors: {
        'collaboration-needs-facebook-login': {
          category: 'permission',
          sentence:
            'The account has a token of Instagram Login, with which Instagram shows no collaboration invites, collaborators and collaborative media.',
          nextAction: 'Add the account with a token of Facebook Login (`carillon accounts add … --login facebook`).',
        },
      },
    },
    {
      title: 'After publishing',
      words: 'The post is published. The error is that of `firstComment`.',
      retryable: false,
      errors: {
        'media-unknown': {
          category: 'platform',
          sentence: 'The post is published, but the feed never showed which media it is.',
          nextAction: 'Look at the account on Instagram, and write the comment there.',
        },
        'step-failed': {
          category: 'carillon',
          sentence: 'The step failed without saying why.',
          nextAction: 'Look at the run in the Temporal UI.',
        },
      },
    },
  ],
  warnings: {
    'container-published-by-others':
      'The container of this post was published before Carillon sent it, so somebody else did. Look at the account on Instagram, and see who else holds its access token. The post counts as published.',
    'users-left-out':
      'Instagram refuses to tag or invite people, and the post goes out without them, as `dropUnavailableCollaborators` says.',
    'carousel-incomplete': 'The carousel went live with fewer media than it has.',
    'collaborators-not-watched':
      'Nobody watches who accepts the invites of the post: it is not known which media it is, or the run that watches could not be started.',
    'collaborator-declined': 'A person whom the post invites declined to be its collaborator.',
    'collaborator-unanswered': 'A person whom the post invites has not answered within the time that it gives them.',
    'collaborator-not-listed':
      'Instagram does not list a person whom the post invites among its collaborators: they may not allow being one.',
    'carousel-not-counted': 'Instagram did not tell how many media the carousel went live with.',
  },
};
