// The pickers: whose figures, over which days, on which platforms.
import { h } from './dom';
import type { Account, Overview, Segment, User } from './types';
import { PRESETS, type PresetName, type View } from './view';
import * as say from './wording';

type Changed = (change: Partial<View>) => void;

export function userPicker(users: Pick<User, 'userId' | 'name'>[], chosen: string, changed: Changed): HTMLElement {
  const named = users.some(({ userId }) => userId === chosen) ? users : [{ userId: chosen, name: null }, ...users];
  const select = h(
    'select',
    { id: 'user' },
    ...named.map(({ userId, name }) =>
      h('option', { value: userId, selected: userId === chosen }, name && name !== userId ? `${name} (${userId})` : userId),
    ),
  );
  // Another user has other accounts and segments: a choice of them does not carry over.
  select.addEventListener('change', () => changed({ user: select.value, platforms: [], segment: null }));
  return h('div', { class: 'picker' }, h('label', { for: 'user' }, 'User'), select);
}

function choice(value: string, label: string, checked: boolean, picked: () => void): HTMLElement {
  const input = h('input', { type: 'radio', name: 'period', value, checked });
  input.addEventListener('change', picked);
  return h('label', {}, input, h('span', {}, label));
}

/** `shown`: the days on screen, to start a custom range from. */
export function periodPicker({ period }: View, shown: Overview['period'] | null, changed: Changed): HTMLElement {
  const custom = typeof period === 'string' ? null : period;
  const from = h('input', { type: 'date', id: 'from', required: true, value: custom?.from ?? shown?.start });
  const to = h('input', { type: 'date', id: 'to', required: true, value: custom?.to ?? (shown && say.lastDay(shown)) });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const dates = h(
    'form',
    { class: 'dates', hidden: !custom, 'aria-label': 'Custom dates' },
    h('label', { for: 'from' }, 'From'),
    from,
    h('label', { for: 'to' }, 'to'),
    to,
    h('button', { type: 'submit', class: 'quiet' }, 'Show'),
    problem,
  );
  dates.addEventListener('submit', (event) => {
    event.preventDefault();
    const backwards = from.value > to.value;
    problem.textContent = backwards ? 'The first day is after the last.' : '';
    if (!backwards) changed({ period: { from: from.value, to: to.value } });
  });
  const presets = (Object.keys(PRESETS) as PresetName[]).map((name) =>
    choice(name, PRESETS[name].label, period === name, () => {
      dates.hidden = true;
      changed({ period: name });
    }),
  );
  const other = choice('custom', 'Custom', custom !== null, () => {
    dates.hidden = false;
    from.focus();
  });
  return h(
    'fieldset',
    { class: 'picker', id: 'period' },
    h('legend', {}, 'Period'),
    h('div', { class: 'segments' }, ...presets, other),
    dates,
  );
}

export function platformPicker(accounts: Account[], chosen: string[], changed: Changed): HTMLElement {
  const platforms = [...new Set([...accounts.map(({ platform }) => platform), ...chosen])];
  const toggle = (platform: string) =>
    changed({
      platforms: chosen.includes(platform) ? chosen.filter((one) => one !== platform) : [...chosen, platform],
    });
  const button = (label: string, value: string, pressed: boolean, onclick: () => void) =>
    h('button', { type: 'button', 'aria-pressed': String(pressed), value, onclick }, label);
  return h(
    'fieldset',
    { class: 'picker', id: 'platforms' },
    h('legend', {}, 'Platforms'),
    h(
      'div',
      { class: 'toggles' },
      button('All', '', chosen.length === 0, () => changed({ platforms: [] })),
      ...platforms.map((one) => button(say.platformName(one), one, chosen.includes(one), () => toggle(one))),
    ),
  );
}

/** Nothing to pick from: no picker. */
export function segmentPicker(segments: Segment[], chosen: string | null, changed: Changed): HTMLElement | '' {
  if (!segments.length && chosen === null) return '';
  const named = segments.some(({ name }) => name === chosen) || chosen === null ? segments : [{ segmentId: '', name: chosen, description: '' }, ...segments];
  const select = h(
    'select',
    { id: 'segment' },
    h('option', { value: '', selected: chosen === null }, 'Everything'),
    ...named.map(({ name, description }) => h('option', { value: name, selected: name === chosen, title: description }, name)),
  );
  select.addEventListener('change', () => changed({ segment: select.value || null }));
  return h('div', { class: 'picker' }, h('label', { for: 'segment' }, 'Segment'), select);
}
