// What to try next, with the evidence it rests on.
import { h } from './dom';
import { replaceKeeping, sampleBadge } from './parts';
import type { Recommendation } from './types';
import * as say from './wording';

const KINDS: Record<string, string> = { POSTING_TIME: 'When to post', CONTENT_TYPE: 'What to post' };

function evidence({ effect, posts }: Recommendation): string {
  if (!effect) return `${say.number(posts)} posts were looked at.`;
  return (
    `${say.roughly(effect.lift)} above the usual, probably between ${say.roughly(effect.lower)} and ` +
    `${say.roughly(effect.upper)}; better than usual with a probability of ${say.roughly(effect.probability)}. ` +
    `It rests on ${say.number(effect.posts)} of ${say.number(posts)} posts.`
  );
}

function queryLink({ query }: Recommendation, userId: string): string {
  return `/graphiql?${new URLSearchParams({ query, variables: JSON.stringify({ userId }, null, 2) })}`;
}

export function showRecommendations(
  container: HTMLElement,
  recommendations: Recommendation[],
  { userId, sample }: { userId: string; sample: boolean },
): void {
  if (!recommendations.length) {
    container.replaceChildren(h('p', { class: 'nothing' }, 'There is nothing to recommend yet.'));
    return;
  }
  replaceKeeping(
    container,
    ...recommendations.map((one) =>
      h(
        'article',
        { class: 'advice' },
        h(
          'header',
          {},
          h('h3', {}, KINDS[one.kind] ?? say.words(one.kind)),
          sample && sampleBadge(),
          h('span', { class: 'evidence', 'data-state': one.state }, say.EVIDENCE[one.state]),
        ),
        h('p', {}, one.text),
        h('p', { class: 'provenance' }, evidence(one)),
        h('a', { href: queryLink(one, userId) }, 'See the figures behind it'),
      ),
    ),
  );
}
