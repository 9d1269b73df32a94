// The dashboard: what is asked, when, and where the answers go.
import '@fontsource-variable/inter/wght.css';
import { accountsOf, isSample, showAccounts } from './accounts';
import { onConnection, request, UnreachableError } from './api';
import { chartSkeletons, prepareCharts, showCharts } from './charts';
import { CollectControl } from './collection';
import { showContent } from './content';
import { periodPicker, platformPicker, segmentPicker, userPicker } from './controls';
import { h } from './dom';
import { ImportPanel, type Owner } from './import_panel';
import { followMetrics } from './live';
import { CHARTS, CONTENT, OVERVIEW, RECOMMENDATIONS, USERS } from './operations';
import { failureNotice, skeleton } from './parts';
import { showRecommendations } from './recommendations';
import { closeExplanationsOutside, showTiles } from './tiles';
import type { Overview, User } from './types';
import { periodInput, platformsInput, readView, writeView, type View } from './view';
import * as say from './wording';

const MOST_USERS = 100;
const TOP_POSTS = 8;
const CONNECTION_WORDS = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting' };

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

const main = element('content');

function section(id: string, title: string, waiting: HTMLElement): { root: HTMLElement; body: HTMLElement } {
  const body = h('div', { class: 'body' }, waiting);
  return {
    body,
    root: h('section', { id, 'aria-labelledby': `${id}-title` }, h('h2', { id: `${id}-title` }, title), body),
  };
}

const heading = h('h1', {}, 'Dashboard');
const subheading = h('p', { class: 'period' }, 'Reading the figures');
const updated = h('time', { id: 'updated' });
const controls = h('div', { class: 'controls' });
const banner = h('div', { class: 'banner', hidden: true });
const problem = h('div');
const overview = section('overview', 'Overview', h('div', { class: 'tiles' }, ...Array.from({ length: 8 }, () => h('div', { class: 'tile' }, skeleton(4)))));
const charts = section('charts', 'Charts', chartSkeletons());
const content = section('top-content', 'Top content', skeleton(8));
const advice = section('recommendations', 'Recommendations', skeleton(6));
const accounts = section('accounts', 'Accounts', skeleton(4));
const figures = h(
  'div',
  { class: 'figures' },
  overview.root,
  charts.root,
  h('div', { class: 'columns' }, content.root, h('div', {}, advice.root, accounts.root)),
);

let view: View = readView(location.search);
let users: Pick<User, 'userId' | 'name'>[] = [];
let loading: AbortController | null = null;
let stopFollowing: (() => void) | null = null;
/** Whether the figures on the page belong to the present view, so that a refresh need not dim them. */
let shown: string | null = null;

const collect = new CollectControl(
  () => ({ userId: view.user ?? '', platforms: platformsInput(view) }),
  () => void refresh(),
);

/** Who is on screen; known in full once the overview has come. */
let ownerShown: Owner | null = null;

function owner(): Owner | null {
  if (view.user === null) return null;
  return ownerShown?.userId === view.user ? ownerShown : { userId: view.user, name: null, accounts: [] };
}

const importing = new ImportPanel(owner, () => void refresh());

function pickers(user: User | null, period: Overview['period'] | null): void {
  controls.replaceChildren(
    userPicker(users, view.user ?? '', go),
    periodPicker(view, period, go),
    platformPicker(user?.accounts ?? [], view.platforms, go),
    segmentPicker(user?.segments ?? [], view.segment, go),
  );
}

let pickersShow = '';

/** Makes the pickers anew when there is something else to pick, and keeps the focus on the same control. */
function renewPickers(user: User | null, period: Overview['period'] | null): void {
  const content = JSON.stringify([users, view, user?.accounts.map(({ platform }) => platform), user?.segments, period]);
  if (content === pickersShow) return;
  const active = controls.contains(document.activeElement) ? document.activeElement : null;
  // A date that is being typed is not taken away.
  if (active instanceof HTMLInputElement && active.type === 'date') return;
  const which =
    active instanceof HTMLButtonElement || active instanceof HTMLInputElement ? `[value="${CSS.escape(active.value)}"]` : 'select';
  const within = active?.closest('fieldset')?.id;
  pickersShow = content;
  pickers(user, period);
  if (active) controls.querySelector<HTMLElement>(within ? `#${within} ${which}` : which)?.focus();
}

function showHeading(user: User, { period, comparedTo }: Overview): void {
  heading.textContent = user.name ?? user.userId;
  document.title = `${heading.textContent} · Pulsegraph`;
  const against = comparedTo ? `, compared with ${say.days(comparedTo)}` : '';
  subheading.textContent = `${say.days(period)} (${say.number(period.days)} days, ${period.timeZone})${against}`;
}

function showBanner(user: User): void {
  const onlySamples = user.accounts.length > 0 && user.accounts.every(isSample);
  banner.hidden = !onlySamples;
  banner.replaceChildren(
    h('strong', {}, 'Sample data'),
    h('p', {}, 'All accounts of this user are samples; every number here is made up. Bring your own: drop exports of the platforms anywhere on this page.'),
  );
}

function showOverview({ overview: answer, ...user }: User & { overview: Overview }): void {
  ownerShown = user;
  showHeading(user, answer);
  showBanner(user);
  renewPickers(user, answer.period);
  showTiles(overview.body, answer, user.timeZone);
  showAccounts(accounts.body, accountsOf(user.accounts, view.platforms));
}

/** The answer's user; a missing one is an error of its own. */
function found<Fields>({ user }: { user: Fields | null }): Fields {
  if (!user) throw new Error(`There is no user “${view.user}” on this server.`);
  return user;
}

/** What is being read at present, and whether a refresh waits for it. */
let reading: Promise<void> = Promise.resolve();
let refreshWaits = false;

/** Reads the view; what was being read before is given up. */
function load(): Promise<void> {
  reading = read();
  return reading;
}

/** Reads the view again. It waits for what is being read: events may come faster than answers. */
async function refresh(): Promise<void> {
  if (refreshWaits) return;
  refreshWaits = true;
  await reading;
  refreshWaits = false;
  await load();
}

/** Asks for everything at once and shows each answer as it comes. */
async function read(): Promise<void> {
  const userId = view.user;
  if (userId === null) return start();
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const scope = { userId, period: periodInput(view), platforms: platformsInput(view), segment: view.segment };
  const key = writeView(view);
  figures.setAttribute('aria-busy', String(shown !== key));

  const ready = request(OVERVIEW, { ...scope, compareTo: { kind: 'PREVIOUS_PERIOD' } }, signal).then(found);
  const drawn = Promise.all([request(CHARTS, scope, signal).then(found), fontsReady]);
  const posts = request(
    CONTENT,
    {
      userId,
      first: TOP_POSTS,
      filter: { period: scope.period, ...(scope.platforms && { platforms: scope.platforms }) },
      segment: scope.segment,
      orderBy: { field: 'ENGAGEMENTS', direction: 'DESC' },
    },
    signal,
  ).then(found);
  const suggested = request(RECOMMENDATIONS, scope, signal).then(found);
  const unless = <Value>(show: (value: Value) => void) => (value: Value) => {
    if (!signal.aborted) show(value);
  };
  const outcomes = await Promise.allSettled([
    ready.then(unless(showOverview)),
    drawn.then(unless(([answers]) => showCharts(charts.body, answers))),
    Promise.all([posts, ready]).then(unless(([answer, user]) => showContent(content.body, answer.content, user.timeZone))),
    Promise.all([suggested, ready]).then(
      unless(([answer, user]) =>
        showRecommendations(advice.body, answer.recommendations, { userId, sample: user.overview.sample }),
      ),
    ),
  ]);
  if (signal.aborted) return;
  figures.removeAttribute('aria-busy');
  report(outcomes);
  if (outcomes.every(({ status }) => status === 'fulfilled')) {
    shown = key;
    const now = new Date();
    updated.dateTime = now.toISOString();
    updated.textContent = `Updated ${now.toLocaleTimeString()}`;
  }
}

/** One failure of all is told once; a section that failed alone tells it in its place. */
function report([ready, ...others]: PromiseSettledResult<void>[]): void {
  problem.replaceChildren();
  if (ready?.status === 'rejected') {
    problem.replaceChildren(failureNotice(ready.reason, () => void load()));
    figures.hidden = shown !== writeView(view);
    if (figures.hidden) {
      heading.textContent = ready.reason instanceof UnreachableError ? 'No connection' : 'No figures';
      subheading.textContent = '';
      banner.hidden = true;
      renewPickers(null, null);
    }
    return;
  }
  figures.hidden = false;
  const bodies = [charts.body, content.body, advice.body];
  others.forEach((outcome, index) => {
    if (outcome.status === 'rejected') bodies[index]?.replaceChildren(failureNotice(outcome.reason, () => void load()));
  });
}

/** Live figures of the user and platforms on screen. */
function follow(): void {
  stopFollowing?.();
  stopFollowing = view.user === null ? null : followMetrics(view.user, platformsInput(view), () => void refresh());
}

function go(change: Partial<View>): void {
  const before = view;
  view = { ...view, ...change };
  history.pushState(null, '', writeView(view));
  arrive(before);
}

/** After the view has changed, by a picker or by the back button. */
function arrive(before: View): void {
  if (before.user !== view.user) collect.reset();
  if (before.user !== view.user || before.platforms.join() !== view.platforms.join()) follow();
  void load();
}

function showEmpty(): void {
  heading.textContent = 'Nothing here yet';
  subheading.textContent = 'This server has no user. Two commands fill it:';
  main.replaceChildren(
    h(
      'div',
      { class: 'empty' },
      heading,
      subheading,
      h(
        'dl',
        {},
        h('dt', {}, h('code', {}, 'pulsegraph init')),
        h('dd', {}, 'makes a user with sample accounts, to look around.'),
        h('dt', {}, h('code', {}, 'pulsegraph import FILE')),
        h('dd', {}, 'reads an export that you have downloaded from a platform.'),
      ),
      h('button', { type: 'button', class: 'primary', onclick: () => location.reload() }, 'Look again'),
    ),
  );
}

function lay(): void {
  main.replaceChildren(
    h('div', { class: 'title' }, h('div', {}, heading, subheading), h('div', { class: 'act' }, collect.button, importing.button, updated)),
    collect.report,
    controls,
    banner,
    problem,
    figures,
  );
}

/** Reads the list of users; together with the figures when the address names a user. */
async function start(): Promise<void> {
  const known = view.user !== null;
  if (known) {
    follow();
    void load();
  }
  try {
    const { users: answer } = await request(USERS, { first: MOST_USERS });
    users = answer.edges.map(({ node }) => node);
  } catch (error) {
    if (known) return;
    heading.textContent = error instanceof UnreachableError ? 'No connection' : 'No figures';
    subheading.textContent = '';
    figures.hidden = true;
    problem.replaceChildren(failureNotice(error, () => void start()));
    return;
  }
  if (!users.length && !known) return showEmpty();
  if (known) {
    controls.querySelector('#user')?.parentElement?.replaceWith(userPicker(users, view.user ?? '', go));
    return;
  }
  view = { ...view, user: users[0]?.userId ?? null };
  history.replaceState(null, '', writeView(view));
  figures.hidden = false;
  problem.replaceChildren();
  follow();
  void load();
}

onConnection((state) => {
  const place = element('connection');
  place.hidden = false;
  place.dataset['state'] = state;
  place.textContent = CONNECTION_WORDS[state];
});
addEventListener('popstate', () => {
  const before = view;
  view = { ...readView(location.search) };
  view.user ??= before.user;
  arrive(before);
});

const fontsReady = prepareCharts();
lay();
closeExplanationsOutside(overview.body);
pickers(null, null);
void start();
