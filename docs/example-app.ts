/** An app that queues a picture for tomorrow at nine in Berlin and moves on; Carillon's worker does the rest. */
import { Carillon, CarillonError, type LoginOf } from '../client/index.ts';

const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString().slice(0, 'YYYY-MM-DD'.length);

try {
  // With the login of an account, what it cannot do (uploads, for Instagram Login) is refused here and not on the day.
  const loginOf: LoginOf = (accountId) => (accountId === 'brand' ? 'instagram' : undefined);
  await using carillon = await Carillon.connect({ source: 'shop', loginOf });

  const { created, post } = await carillon.posts.schedule({
    accountId: 'brand',
    // The same id with the same content is the same post: this app may crash and start again as often as it likes.
    id: `offer-${tomorrow}`,
    kind: 'image',
    caption: 'The offer of the day #offer',
    media: [{ kind: 'image', url: 'https://shop.example/offer.jpg', altText: 'A red bicycle' }],
    scheduledAt: `${tomorrow}T09:00`,
    timeZone: 'Europe/Berlin',
  });
  console.log(created ? 'queued' : 'was queued before', post.id, 'for', post.dueAt);

  const { status, permalink } = await carillon.posts.wait(post, { onChange: (now) => console.log(now.status) });
  console.log(status, permalink);
} catch (error) {
  if (!(error instanceof CarillonError)) throw error;
  console.error(`${error.message} ${error.nextAction}`);
  process.exitCode = 1;
}
