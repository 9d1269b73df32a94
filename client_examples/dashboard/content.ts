// The posts of the period that did best.
import { h, webAddress } from './dom';
import { sampleBadge, statusBadge } from './parts';
import type { Connection, ContentPiece, MetricValue } from './types';
import * as say from './wording';

const LONGEST_EXCERPT = 140;

function excerpt({ text, postId }: ContentPiece): string {
  const flat = text?.replace(/\s+/g, ' ').trim();
  if (!flat) return `Post ${postId}`;
  return flat.length > LONGEST_EXCERPT ? `${flat.slice(0, LONGEST_EXCERPT).trimEnd()}…` : flat;
}

function figure(name: string, value: MetricValue): HTMLElement {
  const plain = value.status === 'MEASURED' || value.status === 'DERIVED';
  const why = value.value === null ? say.reason(value.reason ?? 'NOT_OBSERVED') : null;
  return h(
    'div',
    {},
    h('dt', {}, name),
    h('dd', {}, say.number(value.value, value.metric.unit), !plain && statusBadge(value.status)),
    why && h('dd', { class: 'why' }, why),
  );
}

function row(piece: ContentPiece, timeZone: string): HTMLElement {
  const address = webAddress(piece.url);
  const text = excerpt(piece);
  return h(
    'li',
    {},
    h('h3', {}, address ? h('a', { href: address, rel: 'noreferrer noopener', target: '_blank' }, text) : text),
    h(
      'p',
      { class: 'facts' },
      `${say.platformName(piece.platform)}, ${say.words(piece.contentType).toLowerCase()}, `,
      h('time', { datetime: piece.postedAt }, say.instant(piece.postedAt, timeZone)),
      piece.deletedAt && ', deleted since',
      piece.account.status === 'SAMPLE' && sampleBadge(),
    ),
    h('dl', {}, figure('Engagements', piece.engagements), figure('Rate', piece.engagementRate)),
  );
}

export function showContent(container: HTMLElement, { edges, totalCount }: Connection<ContentPiece>, timeZone: string): void {
  if (!edges.length) {
    container.replaceChildren(h('p', { class: 'nothing' }, 'Nothing was published in this period.'));
    return;
  }
  container.replaceChildren(
    h('ol', { class: 'ranking' }, ...edges.map(({ node }) => row(node, timeZone))),
    h('p', { class: 'provenance' }, `The best ${edges.length} of ${say.number(totalCount)} posts, by engagements.`),
  );
}
