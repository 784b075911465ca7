import { GraphError } from '../protocol/graph-error.ts';
import type { Params } from '../protocol/request-params.ts';
import type { Account, Container, Upload } from '../state.ts';
import type { World } from '../world.ts';
import { carouselChildren } from './carousel.ts';
import type { ContainerPlan } from './container-plan.ts';
import { fetchImage } from './image-fetch.ts';
import { coverRefusal, imageRefusal } from './image-verdict.ts';
import { fetchVideo } from './video-fetch.ts';
import { fetchFailure, videoRefusal } from './video-verdict.ts';

/** What a new container begins with. */
export interface ObtainedMedia extends Pick<Container, 'children' | 'upload' | 'fetchedBytes'> {
  /** The subcode that its processing will fail with, as far as that is known already. */
  readonly failure: number | null;
}

const NOTHING: ObtainedMedia = { children: [], upload: null, fetchedBytes: null, failure: null };

const newUpload = (): Upload => ({
  received: 0,
  fileSize: null,
  phase: 'not_started',
  error: null,
  digest: null,
  postedBytes: 0,
});

/**
 * Gets what a container is made of, as far as Instagram gets it before it answers.
 * @throws GraphError for media that Instagram would refuse at once.
 */
export async function obtainMedia(world: World, account: Account, plan: ContainerPlan): Promise<ObtainedMedia> {
  const { kind, source } = plan;
  switch (source.from) {
    case 'image':
      return obtainImage(world, source.url, kind === 'story-image' ? coverRefusal : imageRefusal);
    case 'video':
      return obtainVideo(world, source.url);
    case 'upload':
      return { ...NOTHING, upload: newUpload() };
    case 'containers':
      return { ...NOTHING, children: carouselChildren(world, account, source.ids) };
    default:
      return source satisfies never;
  }
}

/** Fetches the cover of a reel, which need not have the ratio of a picture in the feed. */
export async function obtainCover(world: World, params: Params): Promise<void> {
  const url = params.get('cover_url');
  if (url !== undefined) await obtainImage(world, url, coverRefusal);
}

async function obtainImage(world: World, url: string, judge: typeof imageRefusal): Promise<ObtainedMedia> {
  const refusal = judge(url, await fetchImage(url, bounds(world)));
  if (refusal !== null) throw new GraphError(refusal);
  return NOTHING;
}

async function obtainVideo(world: World, url: string): Promise<ObtainedMedia> {
  const fetched = await fetchVideo(url, bounds(world));
  const refusal = videoRefusal(url, fetched);
  if (refusal !== null) throw new GraphError(refusal);
  const fetchedBytes = fetched.kind === 'video' ? fetched.bytes : null;
  return { ...NOTHING, fetchedBytes, failure: fetchFailure(fetched) };
}

const bounds = ({ settings, closing }: World) => ({ timeoutMs: settings.mediaFetchTimeoutMs, closing });
