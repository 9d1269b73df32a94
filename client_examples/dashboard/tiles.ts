// The headline figures: each value with its change, status, coverage, time of observation and how it was obtained.
import { h } from './dom';
import { replaceKeeping, sampleBadge, statusBadge } from './parts';
import type { MetricValue, Overview } from './types';
import * as say from './wording';

interface TilePlan {
  title: string;
  value: (overview: Overview) => MetricValue;
  /** A second figure that belongs to the first. */
  companion?: { title: string; value: (overview: Overview) => MetricValue };
}

const TILES: TilePlan[] = [
  { title: 'Total followers', value: (one) => one.totalFollowers },
  {
    title: 'Net follower growth',
    value: (one) => one.followersNet,
    companion: { title: 'Growth rate', value: (one) => one.growthRate },
  },
  { title: 'Total engagement', value: (one) => one.totalEngagement },
  { title: 'Average engagement rate', value: (one) => one.averageEngagementRate },
  { title: 'Posts published', value: (one) => one.postsPublished },
  { title: 'Views', value: (one) => one.views },
  { title: 'Impressions', value: (one) => one.impressions },
  { title: 'Reach', value: (one) => one.reach },
];

/** Which way a value moved, in a sign and in a word, never in colour alone. */
function changeLine({ value, change, metric }: MetricValue): HTMLElement | null {
  if (!change || value === null) return null;
  if (change.absolute === null) {
    return h('p', { class: 'change' }, change.reason ? `No change shown: ${say.reason(change.reason)}` : 'Nothing to compare with');
  }
  const direction = Math.sign(change.absolute);
  if (direction === 0) return h('p', { class: 'change' }, 'Unchanged');
  const relative = change.relative === null ? '' : ` (${say.number(Math.abs(change.relative), 'FRACTION')})`;
  return h(
    'p',
    { class: 'change', 'data-direction': direction > 0 ? 'up' : 'down' },
    h('span', { 'aria-hidden': 'true' }, direction > 0 ? '▲ ' : '▼ '),
    h('span', { class: 'unseen' }, direction > 0 ? 'Up ' : 'Down '),
    `${say.difference(change.absolute, metric.unit)}${relative}`,
    change.significance && h('span', { class: 'verdict' }, ` · ${say.VERDICT[change.significance.verdict]}`),
  );
}

/** Why there is no number, and what is known all the same. */
function absenceLine(value: MetricValue): HTMLElement | null {
  if (value.value !== null) return null;
  const range = say.bounds(value);
  return h('p', { class: 'absence' }, say.reason(value.reason ?? 'NOT_OBSERVED'), range && ` It lies ${range}.`);
}

function detailRows(value: MetricValue, timeZone: string): [string, string][] {
  const { metric, status, change, interval } = value;
  const significance = change?.significance;
  const judged = significance && `${say.VERDICT[significance.verdict]}: ${say.number(significance.posts)} posts against ${say.number(significance.postsBefore)}`;
  const previous = change?.previous ?? null;
  const rows: [string, string | null | undefined][] = [
    ['Meaning', metric.definition],
    ['Status', `${say.STATUS[status].name}. ${say.STATUS[status].meaning}`],
    ['Coverage', say.coverage(value)],
    ['Reason', value.reason && say.reason(value.reason)],
    ['Basis', value.basis],
    ['Formula', metric.formula],
    ['Known bounds', say.bounds(value)],
    ['Exactly', value.value !== null && metric.unit === 'COUNT' ? say.number(value.value) : null],
    ['Interval', interval && `${say.number(interval.lower, metric.unit)} to ${say.number(interval.upper, metric.unit)} (95 %, ${say.number(interval.posts)} posts)`],
    ['Judged', judged],
    ['Period before', previous === null ? null : say.number(previous, metric.unit)],
    ['As of', value.asOf && say.instant(value.asOf, timeZone)],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}

/** Opens over the page; only one is open at a time. */
function explanation(value: MetricValue, timeZone: string, what: string): HTMLElement {
  return h(
    'details',
    { class: 'how over', name: 'how', 'data-key': value.metric.key },
    h('summary', {}, `How ${what} was obtained`, h('span', { class: 'unseen' }, `: ${value.metric.name}`)),
    h('dl', {}, ...detailRows(value, timeZone).map(([term, text]) => h('div', {}, h('dt', {}, term), h('dd', {}, text)))),
  );
}

function provenanceLine(value: MetricValue, timeZone: string): HTMLElement | null {
  const covered = say.coverage(value);
  const asOf = value.asOf && `As of ${say.instant(value.asOf, timeZone)}`;
  if (!covered && !asOf) return null;
  return h('p', { class: 'provenance' }, covered && h('span', {}, covered), asOf && h('span', {}, asOf));
}

function companionLine(title: string, value: MetricValue): HTMLElement {
  return h(
    'div',
    { class: 'companion' },
    h('p', {}, `${title} `, h('strong', {}, say.number(value.value, value.metric.unit)), ' ', statusBadge(value.status)),
    changeLine(value),
    absenceLine(value),
  );
}

function tile(plan: TilePlan, overview: Overview, timeZone: string): HTMLElement {
  const value = plan.value(overview);
  const companion = plan.companion && { title: plan.companion.title, value: plan.companion.value(overview) };
  return h(
    'article',
    { class: 'tile', 'data-metric': value.metric.key },
    h('header', {}, h('h3', {}, plan.title), statusBadge(value.status), overview.sample && sampleBadge()),
    h(
      'p',
      { class: 'figure', 'data-absent': value.value === null },
      h('span', { 'aria-hidden': value.value === null ? 'true' : null }, say.headline(value.value, value.metric.unit)),
      value.value === null && h('span', { class: 'unseen' }, 'No value'),
    ),
    changeLine(value),
    absenceLine(value),
    companion && companionLine(companion.title, companion.value),
    h(
      'footer',
      {},
      provenanceLine(value, timeZone),
      explanation(value, timeZone, 'this'),
      companion && explanation(companion.value, timeZone, `the ${companion.title.toLowerCase()}`),
    ),
  );
}

/** An explanation closes on Escape and on a click elsewhere. */
export function closeExplanationsOutside(container: HTMLElement): void {
  const close = (keep: Node | null) => {
    for (const details of container.querySelectorAll<HTMLDetailsElement>('details.over[open]')) {
      if (keep && details.contains(keep)) continue;
      const hadFocus = details.contains(document.activeElement);
      details.open = false;
      if (hadFocus) details.querySelector('summary')?.focus();
    }
  };
  document.addEventListener('click', ({ target }) => close(target instanceof Node ? target : null));
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close(null);
  });
}

export function showTiles(container: HTMLElement, overview: Overview, timeZone: string): void {
  replaceKeeping(container, h('div', { class: 'tiles' }, ...TILES.map((plan) => tile(plan, overview, timeZone))));
}
