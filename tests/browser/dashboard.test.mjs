// The two pages in a real browser, against the server at PULSEGRAPH_URL (with a sample user, a user `importer` for whom
// files are imported, and the pages built).
//
//   PULSEGRAPH_URL=http://127.0.0.1:8000 node --test tests/browser/
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

const server = process.env.PULSEGRAPH_URL;
const executablePath = [
  process.env.PULSEGRAPH_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));

const LAUNCH = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PATIENCE_MS = 20_000;
/** Percent of a canvas that is not background, from which on something has been drawn. */
const LEAST_INK = 0.5;

function loadPlaywright() {
  try {
    return createRequire(new URL('../../client_examples/package.json', import.meta.url))('playwright-core');
  } catch {
    return null;
  }
}

const playwright = loadPlaywright();

function missing() {
  if (!server) return 'PULSEGRAPH_URL is not set: there is no server to look at.';
  if (!playwright) return 'playwright-core is not installed: run npm ci in client_examples.';
  if (!executablePath) return 'No Chromium was found: install the package chromium, or name it in PULSEGRAPH_CHROMIUM.';
  return false;
}

/** Runs in the page: per canvas the percentage of pixels that differ from its first one, and a sum that tells two drawings apart. */
function readCanvases() {
  return [...document.querySelectorAll('canvas')].map((canvas) => {
    const { width, height } = canvas;
    if (!width || !height) return { ink: 0, sum: 0, label: '' };
    const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, width, height).data.buffer);
    const drawn = pixels.reduce((count, pixel) => count + (pixel === pixels[0] ? 0 : 1), 0);
    const sum = pixels.reduce((before, pixel, at) => (Math.imul(before, 31) + pixel + at) | 0, 0);
    return { ink: (100 * drawn) / pixels.length, sum, label: canvas.getAttribute('aria-label') ?? '' };
  });
}

const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** A tab that notes whatever must not happen, and the GraphQL answers that it received. */
async function openTab(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const faults = [];
  const asked = [];
  const foreign = (address) => {
    const url = new URL(address);
    return url.host !== new URL(server).host && !['data:', 'blob:'].includes(url.protocol);
  };
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    if (foreign(request.url())) faults.push(`another host: ${request.url()}`);
    if (request.method() === 'POST') asked.push(request.postData() ?? '');
  });
  page.on('websocket', (socket) => foreign(socket.url()) && faults.push(`another host: ${socket.url()}`));
  page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`));
  return { page, faults, asked, close: () => context.close() };
}

async function openDashboard(browser, search = '', options = {}) {
  const tab = await openTab(browser, options);
  await tab.page.goto(server + '/' + search);
  await tab.page.waitForFunction(() => document.querySelector('#updated')?.dateTime, null, { timeout: PATIENCE_MS });
  return tab;
}

/** Waits for the refresh after `action`. */
async function refreshed(page, action) {
  const before = await page.getAttribute('#updated', 'datetime');
  await action();
  await page.waitForFunction((old) => document.querySelector('#updated').dateTime !== old, before, { timeout: PATIENCE_MS });
}

const OVERVIEW_OF_X = `Date,Impressions,Likes,Engagements,New follows,Profile visits
"Tue, Feb 04, 2025",444,4,29,1,4
`;

/** Drops one file on the page, last changed at `changed`. */
async function drop(page, name, text, changed) {
  const dataTransfer = await page.evaluateHandle(
    (given) => {
      const data = new DataTransfer();
      data.items.add(new File([given.text], given.name, { lastModified: Date.parse(given.changed) }));
      return data;
    },
    { name, text, changed },
  );
  await page.dispatchEvent('h1', 'drop', { dataTransfer });
}

/** Drops files and folders of this machine, as a hand does. */
async function dropPaths(page, files) {
  const browserSession = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await browserSession.send('Input.dispatchDragEvent', { type, x: 200, y: 300, data });
  }
}

/** The imports of the user for whom this test imports, newest first. */
async function imports() {
  const query = '{ user(userId: "importer") { imports(first: 1) { totalCount edges { node { accounts days observedAt } } } } }';
  const response = await fetch(`${server}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = await response.json();
  return { count: data.user.imports.totalCount, newest: data.user.imports.edges[0]?.node };
}

describe('the pages in a browser', { skip: missing() }, () => {
  let browser;

  before(async () => {
    browser = await playwright.chromium.launch({ executablePath, args: LAUNCH });
  });

  after(() => browser?.close());

  test('six charts are drawn, each with a text alternative and a table, and nothing fails', async () => {
    const { page, faults, close } = await openDashboard(browser);

    const canvases = await page.evaluate(readCanvases);
    const charts = await page.evaluate(() =>
      [...document.querySelectorAll('canvas')].filter((canvas) => globalThis.Chart.getChart(canvas)).length,
    );
    await page.locator('.chart details summary').first().click();
    await page.locator('.chart').first().locator('tbody tr').first().waitFor({ timeout: PATIENCE_MS });

    assert.equal(canvases.length, 6);
    assert.equal(charts, 6);
    for (const { ink, label } of canvases) {
      assert.ok(ink >= LEAST_INK, `${label}: ${ink.toFixed(2)} % drawn`);
      assert.notEqual(label, '');
    }
    assert.deepEqual(faults, []);
    await close();
  });

  test('made-up numbers say that they are samples', async () => {
    const { page, close } = await openDashboard(browser);

    await page.locator('.banner').getByText('Sample data').waitFor({ timeout: PATIENCE_MS });
    const [tiles, marked] = [await page.locator('.tile').count(), await page.locator('.tile .sample').count()];

    assert.ok(tiles > 0);
    assert.equal(marked, tiles);
    assert.ok((await page.locator('.chart .sample').count()) === 6, 'a chart of samples is not marked');
    await close();
  });

  test('what was not observed is a dash with its reason, never a zero', async () => {
    const { page, close } = await openTab(browser);
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes('query Overview(') ?? false,
    );
    // Days long before any observation: nothing can have been measured.
    await page.goto(`${server}/?from=2001-01-01&to=2001-01-07`);
    await page.waitForFunction(() => document.querySelector('#updated')?.dateTime, null, { timeout: PATIENCE_MS });

    const { data } = await (await answered).json();

    const nothing = Object.values(data.user.overview).filter((one) => one?.metric && one.value === null);
    assert.ok(nothing.length > 0, 'the server found a value for everything in 2001');
    for (const { metric } of nothing) {
      const tile = page.locator(`.tile[data-metric="${metric.key}"]`);
      if ((await tile.count()) === 0) continue; // the second figure of another tile
      assert.match(await tile.locator('.figure').innerText(), /^—/, `${metric.key} is not shown as a dash`);
      assert.notEqual(await tile.locator('.absence').first().innerText(), '');
      assert.equal(await tile.locator('header .status').innerText(), 'Unavailable');
    }
    await close();
  });

  test('collecting leads to a refresh of what is on screen', async () => {
    const { page, faults, asked, close } = await openDashboard(browser);
    await page.locator('#connection[data-state="live"]').waitFor({ timeout: PATIENCE_MS });
    const charts = () => asked.filter((text) => text.includes('query DashboardCharts')).length;
    const before = charts();

    await refreshed(page, () => page.click('#collect'));
    await page
      .locator('.run[data-status="SUCCEEDED"], .run[data-status="PARTIAL"]')
      .waitFor({ timeout: PATIENCE_MS });

    assert.ok(charts() > before, 'the charts were not asked for again');
    assert.ok(await page.isEnabled('#collect'));
    assert.deepEqual(faults, []);
    await close();
  });

  test('another period draws other charts, and the address keeps it', async () => {
    const { page, faults, close } = await openDashboard(browser);
    const before = await page.evaluate(readCanvases);

    await refreshed(page, () => page.check('#period input[value="90d"]'));
    const afterwards = await page.evaluate(readCanvases);

    assert.notEqual(afterwards[0].sum, before[0].sum);
    assert.equal(new URL(page.url()).searchParams.get('period'), '90d');
    await refreshed(page, () => page.goBack());
    assert.equal(await page.locator('#period input:checked').getAttribute('value'), '30d');
    assert.deepEqual(faults, []);
    await close();
  });

  test('one platform shows its accounts only', async () => {
    const { page, faults, close } = await openDashboard(browser);
    const choice = page.locator('#platforms button').nth(1);
    const name = await choice.innerText();

    await refreshed(page, () => choice.click());

    const shown = await page.locator('.accounts .platform').allInnerTexts();
    assert.deepEqual([...new Set(shown)], [name]);
    assert.deepEqual(await page.locator('.chart .refusal').filter({ hasText: /\S/ }).allInnerTexts(), []);
    assert.deepEqual(faults, []);
    await close();
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`a screen of 390 px needs no sideways scrolling (${colorScheme})`, async () => {
      const { page, faults, close } = await openDashboard(browser, '', { viewport: { width: 390, height: 844 }, colorScheme });

      await page.locator('.chart details summary').first().click();
      await page.locator('.tile details summary').first().click();

      assert.ok((await overflow(page)) <= 1, `${await overflow(page)} px too wide`);
      assert.deepEqual(faults, []);
      await close();
    });
  }

  test('a lost server is told in words, and trying again brings the figures back', async () => {
    const { page, close } = await openDashboard(browser);
    await page.route('**/graphql', (route) => route.abort());

    await page.check('#period input[value="7d"]');
    await page.getByRole('alert').getByText('The server does not answer.').waitFor({ timeout: PATIENCE_MS });
    await page.unroute('**/graphql');
    await refreshed(page, () => page.getByRole('button', { name: 'Try again' }).click());

    assert.equal(await page.getByRole('alert').filter({ hasText: /\S/ }).count(), 0);
    assert.equal(await page.locator('canvas').count(), 6);
    await close();
  });

  test('a dropped file is asked for its date and account, imported and told in a line; closing shows the new numbers', async () => {
    const { page, faults, close } = await openTab(browser, { timezoneId: 'Europe/Berlin', locale: 'en-US' });
    // Without live figures: what is new on the page was brought by closing the panel.
    await page.routeWebSocket('**/graphql', () => {});
    await page.goto(`${server}/?user=importer`);
    await page.waitForFunction(() => document.querySelector('#updated')?.dateTime, null, { timeout: PATIENCE_MS });
    const panel = page.getByRole('dialog', { name: 'Import files' });

    await drop(page, 'overview.csv', OVERVIEW_OF_X, '2025-02-05T12:00:01Z');
    await panel.getByText('does not say when it was exported').first().waitFor({ timeout: PATIENCE_MS });
    const proposed = await panel.getByLabel('Exported at').inputValue();
    await panel.getByRole('button', { name: 'Continue' }).click();
    await panel.getByLabel('Account').fill('acme');
    await page.keyboard.press('Enter');
    const result = await panel.locator('[data-stage="imported"] .result').innerText({ timeout: PATIENCE_MS });
    const whose = await panel.locator('.intro').innerText();
    const told = await panel.getByRole('status').innerText();
    await refreshed(page, () => page.keyboard.press('Escape'));

    assert.equal(proposed, '2025-02-05T13:00:01');
    assert.match(whose, /imported for .*\bimporter\b/);
    assert.match(result, /^X account overview .* · acme · 1 day · Feb 4, 2025/);
    assert.match(told, /^overview\.csv: imported\. acme · 1 day/);
    assert.deepEqual((await imports()).newest, { accounts: ['acme'], days: 1, observedAt: '2025-02-05T12:00:01+00:00' });
    assert.ok((await page.locator('.accounts .handle').allInnerTexts()).includes('@acme'), 'the new account is not shown');
    assert.deepEqual(faults, []);
    await close();
  });

  test('a file that is not understood is refused in words, and nothing is imported', async () => {
    const { page, faults, close } = await openDashboard(browser, '?user=importer');
    const panel = page.getByRole('dialog', { name: 'Import files' });
    const before = await imports();

    const choosing = page.waitForEvent('filechooser');
    await page.click('#import');
    await page.keyboard.press('Enter'); // the focus is on "Choose files"
    await (await choosing).setFiles({ name: 'notes.csv', mimeType: 'text/csv', buffer: Buffer.from('foo,bar\n1,2\n') });
    const refused = panel.locator('[data-stage="refused"]');
    const text = await refused.innerText({ timeout: PATIENCE_MS });
    await panel.getByRole('button', { name: 'Close' }).click();

    assert.match(text, /^notes\.csv\s+Not imported/);
    assert.match(text, /with columns 'foo', 'bar'\. Expected an export as it was downloaded/);
    assert.deepEqual(await imports(), before);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'import');
    assert.deepEqual(faults, []);
    await close();
  });

  test('of a dropped folder the files that may be exports are taken, and the others counted', async () => {
    const { page, faults, close } = await openDashboard(browser, '?user=importer');
    const panel = page.getByRole('dialog', { name: 'Import files' });
    const folder = mkdtempSync(join(tmpdir(), 'exports-'));
    mkdirSync(join(folder, 'downloads', '2025'), { recursive: true });
    for (const name of ['a.csv', '2025/b.json', 'cover.jpg', '.hidden.csv']) writeFileSync(join(folder, 'downloads', name), '?');

    await dropPaths(page, [join(folder, 'downloads')]);
    await panel.locator('[data-stage="refused"]').nth(1).waitFor({ timeout: PATIENCE_MS });

    assert.deepEqual(await panel.locator('h3').allInnerTexts(), ['downloads/2025/b.json', 'downloads/a.csv']);
    await panel.getByText('Left alone: 2 files of the folder').waitFor({ timeout: PATIENCE_MS });
    assert.deepEqual(faults, []);
    await close();
    rmSync(folder, { recursive: true });
  });

  test('GraphiQL runs a query and shows its answer, with everything from this server', async () => {
    const { page, faults, asked, close } = await openTab(browser);
    const schemaLoaded = page.waitForResponse((response) => response.request().postData()?.includes('__schema') ?? false);
    await page.goto(`${server}/graphiql`);
    const editor = page.locator('.graphiql-query-editor .monaco-editor').first();
    await editor.waitFor({ timeout: PATIENCE_MS });
    await schemaLoaded;

    await editor.click({ position: { x: 120, y: 60 } });
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText('{ __typename }');
    // GraphiQL takes over what was typed after a short rest.
    await page.waitForTimeout(500);
    await page.keyboard.press('Control+Enter');

    // Monaco writes the answer in many small elements, with no-break spaces.
    await page.waitForFunction(
      () => /"__typename":\s*"Query"/.test(document.querySelector('.graphiql-response')?.innerText ?? ''),
      null,
      { timeout: PATIENCE_MS },
    );
    assert.ok(asked.some((text) => text.includes('__schema')), 'the schema was not loaded');
    assert.deepEqual(faults, []);
    await close();
  });
});
