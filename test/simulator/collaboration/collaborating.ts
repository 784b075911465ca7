import { z } from 'zod';
import type { Answer, TestAccount, TestBed } from '../test-bed.ts';

const made = z.object({ mediaIds: z.array(z.string()) });
const page = z.object({
  data: z.array(z.record(z.string(), z.unknown())),
  paging: z
    .object({
      cursors: z.object({ before: z.string(), after: z.string() }),
      next: z.string().optional(),
      previous: z.string().optional(),
    })
    .optional(),
});

/** A page of a list, as it was answered. */
export const pageIn = ({ body }: Answer): z.infer<typeof page> => page.parse(body);

/** The ways in which a test speaks to the two sides of collaboration. */
export class Collaborating {
  readonly #bed: TestBed;

  constructor(bed: TestBed) {
    this.#bed = bed;
  }

  /** Somebody invites the account to so many media; returns their ids, oldest first. */
  async invite({ igUserId }: TestAccount, more: object = {}): Promise<readonly string[]> {
    const answer = await this.#bed.control('/invites', { igUserId, ownerUsername: 'owner', ...more });
    return made.parse(answer.body).mediaIds;
  }

  /** Somebody invites the account to a media; returns its id. */
  async inviteOnce(account: TestAccount, more: object = {}): Promise<string> {
    const [mediaId = ''] = await this.invite(account, more);
    return mediaId;
  }

  list({ igUserId, token }: TestAccount, params: Record<string, string> = {}): Promise<Answer> {
    return this.#bed.graph('GET', `/v25.0/${igUserId}/collaboration_invites`, { access_token: token, ...params });
  }

  /** The media of the pending invites that a first page shows. */
  async pending(account: TestAccount): Promise<readonly unknown[]> {
    return pageIn(await this.list(account, { limit: '100' })).data.map(({ media_id }) => media_id);
  }

  answer({ igUserId, token }: TestAccount, mediaId: string, accept = 'true'): Promise<Answer> {
    const params = { access_token: token, media_id: mediaId, accept };
    return this.#bed.graph('POST', `/v25.0/${igUserId}/collaboration_invites`, params);
  }

  /** The media that the account has become a collaborator of, as the first page lists them. */
  async collaborative(account: TestAccount): Promise<readonly unknown[]> {
    const answer = await this.#bed.read(account, `${account.igUserId}/collaborative_media`);
    return pageIn(answer).data.map(({ id }) => id);
  }

  search(account: TestAccount, mediaId: string, fields = ''): Promise<Answer> {
    return this.#bed.read(account, account.igUserId, `collaborative_media_search.media_id(${mediaId})${fields}`);
  }

  /** What the simulator knows of the invite of the account to a media. */
  async known({ igUserId }: TestAccount, mediaId: string): Promise<Record<string, unknown> | undefined> {
    const { invites } = await this.#bed.state();
    return invites.find((invite) => invite['mediaId'] === mediaId && invite['igUserId'] === igUserId);
  }
}
