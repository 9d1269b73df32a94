// The six charts. The server sends complete Chart.js configurations; they are drawn as they are.
import { Chart, registerables, SubTitle, Title, type CategoryScale, type ChartConfiguration, type Scale } from 'chart.js';
import { h } from './dom';
import { failureText, sampleBadge, skeleton } from './parts';
import type { Chart as ChartAnswer, ChartSlot } from './types';
import * as say from './wording';

/** In the order of the page. */
const SLOTS: ChartSlot[] = [
  'timeSeries',
  'platformComparison',
  'engagementBreakdown',
  'contentPerformance',
  'bestPostingTimes',
  'contentTypePerformance',
];

const FONT = '"Inter Variable", system-ui, sans-serif';
const LONGEST_FONT_WAIT_MS = 1_500;
const RESIZE_REST_MS = 200;
/** Of a label beside a bar, at the font size of the charts. */
const CHARACTER_PX = 7;

interface Drawing {
  /** Null: Chart.js refused the configuration. */
  chart: Chart | null;
  /** The configuration as text: Chart.js writes into the object it is given. */
  source: string;
}

const drawings = new Map<ChartSlot, Drawing>();

/** Series colours are the server's; text and grid follow the page's colour scheme. */
function takeOverColours(): void {
  const style = getComputedStyle(document.documentElement);
  Chart.defaults.color = style.getPropertyValue('--chart-text').trim();
  Chart.defaults.borderColor = style.getPropertyValue('--chart-grid').trim();
  Chart.defaults.elements.arc.borderColor = style.getPropertyValue('--chart-gap').trim();
}

/** Labels beside bars get half of the width; Chart.js would cut off their beginnings. */
function sideLabel(this: Scale, value: string | number): string {
  const label = (this as CategoryScale).getLabelForValue(Number(value));
  const most = Math.floor(this.chart.width / 2 / CHARACTER_PX);
  return this.axis === 'y' && label.length > most ? `${label.slice(0, most - 1).trimEnd()}…` : label;
}

/** Registers Chart.js and waits for the font: a canvas does not redraw itself when the font arrives. */
export async function prepareCharts(): Promise<void> {
  Chart.register(...registerables);
  // The card has title and subtitle as text, where a screen reader and the clipboard find them.
  Chart.unregister(Title, SubTitle);
  Object.assign(globalThis, { Chart });
  Chart.defaults.font.family = FONT;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.scales.category.ticks.callback = sideLabel;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) Chart.defaults.animation = false;
  takeOverColours();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    takeOverColours();
    for (const [slot, { source }] of drawings) draw(slot, source);
  });
  const patience = new Promise((resolve) => setTimeout(resolve, LONGEST_FONT_WAIT_MS));
  await Promise.race([document.fonts.load(`12px ${FONT}`), patience]);
}

/** Draws a configuration as it is. One that Chart.js refuses leaves the other charts, and its own table, in place. */
function draw(slot: ChartSlot, source: string): void {
  const place = cards.get(slot);
  if (!place) return;
  drawings.get(slot)?.chart?.destroy();
  place.refusal.textContent = '';
  try {
    drawings.set(slot, { chart: new Chart(place.canvas, JSON.parse(source) as ChartConfiguration), source });
  } catch (error) {
    Chart.getChart(place.canvas)?.destroy();
    drawings.set(slot, { chart: null, source });
    place.refusal.textContent = `This chart cannot be drawn: ${failureText(error).message}`;
  }
}

let resizeTimer: ReturnType<typeof setTimeout> | undefined;

/**
 * Chart.js loses a resize that comes in the frame after an animation has ended (it is kept for a drawing that does not
 * come), so the widths are looked at once more when all is at rest.
 */
const widths = new ResizeObserver(() => {
  clearTimeout(resizeTimer);
  resizeTimer = setTimeout(() => {
    for (const { chart } of drawings.values()) {
      if (chart && chart.width !== chart.canvas.parentElement?.clientWidth) chart.resize();
    }
  }, RESIZE_REST_MS);
});

const observed = ({ datasets }: ChartAnswer): boolean => datasets.some(({ data }) => data.some((value) => value !== null));

function description({ title, subtitle, datasets, labels }: ChartAnswer): string {
  const series = say.list(datasets.map(({ label }) => label));
  return `${title}. ${subtitle}. ${labels.length} points of ${series}. The table below has the same numbers.`;
}

function cell(value: number | null, unit: ChartAnswer['datasets'][number]['unit'], status: string | undefined): HTMLElement {
  const remark = status && !['MEASURED', 'DERIVED'].includes(status) ? say.words(status).toLowerCase() : null;
  return h('td', {}, say.number(value, unit), remark && h('small', {}, ` ${remark}`));
}

function table({ title, labels, datasets }: ChartAnswer): HTMLElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `${title}, as a table` },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, h('td'), ...datasets.map(({ label }) => h('th', { scope: 'col' }, label)))),
      h(
        'tbody',
        {},
        ...labels.map((label, row) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, label),
            ...datasets.map(({ data, unit, statuses }) => cell(data[row] ?? null, unit, statuses[row])),
          ),
        ),
      ),
    ),
  );
}

/** The table is built when it is first opened: a year of days has many cells. */
function disclosure(answer: ChartAnswer, open: boolean): HTMLElement {
  const details = h(
    'details',
    { class: 'how' },
    h('summary', {}, 'Show as table', h('span', { class: 'unseen' }, `: ${answer.title}`)),
  );
  const fill = () => {
    if (details.open && details.children.length === 1) details.append(table(answer));
  };
  details.addEventListener('toggle', fill);
  details.open = open;
  fill();
  return details;
}

interface Card {
  root: HTMLElement;
  heading: HTMLElement;
  canvas: HTMLCanvasElement;
  /** In the place of the drawing: there is nothing to draw, or it cannot be drawn. */
  nothing: HTMLElement;
  refusal: HTMLElement;
  notes: HTMLElement;
}

const cards = new Map<ChartSlot, Card>();

function card(slot: ChartSlot, grid: HTMLElement): Card {
  const known = cards.get(slot);
  if (known) return known;
  const canvas = h('canvas', { role: 'img' });
  const made: Card = {
    heading: h('header'),
    canvas,
    nothing: h('p', { class: 'nothing', hidden: true }, 'Nothing was observed for this chart in this period.'),
    refusal: h('p', { class: 'nothing refusal' }),
    notes: h('div', { class: 'after' }),
    root: h('article', { class: 'panel chart', 'data-slot': slot }),
  };
  const plot = h('div', { class: 'plot' }, canvas, made.nothing, made.refusal);
  made.root.append(made.heading, plot, made.notes);
  grid.append(made.root);
  cards.set(slot, made);
  widths.observe(plot);
  return made;
}

function show(slot: ChartSlot, answer: ChartAnswer, grid: HTMLElement): void {
  const source = JSON.stringify(answer.chartJs);
  const { heading, canvas, nothing, notes } = card(slot, grid);
  const tableOpen = notes.querySelector('details')?.open ?? false;
  heading.replaceChildren(
    h('h3', {}, answer.title),
    ...(answer.sample ? [sampleBadge()] : []),
    h('p', {}, answer.subtitle),
  );
  canvas.setAttribute('aria-label', description(answer));
  nothing.hidden = observed(answer);
  notes.replaceChildren(
    ...(answer.notes.length ? [h('ul', { class: 'remarks' }, ...answer.notes.map((note) => h('li', {}, note)))] : []),
    disclosure(answer, tableOpen),
  );
  if (drawings.get(slot)?.source !== source) draw(slot, source);
}

export function showCharts(container: HTMLElement, answers: Record<ChartSlot, ChartAnswer>): void {
  let grid = container.querySelector<HTMLElement>('.charts[data-ready]');
  if (!grid) {
    grid = h('div', { class: 'charts', 'data-ready': true });
    for (const { chart } of drawings.values()) chart?.destroy();
    widths.disconnect();
    drawings.clear();
    cards.clear();
    container.replaceChildren(grid);
  }
  for (const slot of SLOTS) show(slot, answers[slot], grid);
}

export function chartSkeletons(): HTMLElement {
  return h(
    'div',
    { class: 'charts' },
    ...SLOTS.map((slot) => h('div', { class: 'panel chart', 'data-slot': slot }, skeleton(6))),
  );
}
