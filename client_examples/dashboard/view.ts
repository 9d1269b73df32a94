// What is being looked at, kept in the address so that a view can be linked and the back button works.
import type { PeriodInput } from './operations';
import type { Platform } from './types';
import { shiftDay } from './wording';

/** Short names for the address; the schema's presets behind them. */
export const PRESETS = {
  '7d': { preset: 'LAST_7_DAYS', label: '7 days' },
  '30d': { preset: 'LAST_30_DAYS', label: '30 days' },
  '90d': { preset: 'LAST_90_DAYS', label: '90 days' },
  '365d': { preset: 'LAST_365_DAYS', label: '365 days' },
  'last-month': { preset: 'LAST_MONTH', label: 'Last month' },
} as const;

export type PresetName = keyof typeof PRESETS;

/** Both days included, as people write them. */
export interface CustomDays {
  from: string;
  to: string;
}

export interface View {
  /** Null: whoever comes first. */
  user: string | null;
  period: PresetName | CustomDays;
  /** Empty: all. */
  platforms: Platform[];
  /** Name of a saved filter; null: everything. */
  segment: string | null;
}

const DEFAULT_PRESET: PresetName = '30d';
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

const isPreset = (name: string | null): name is PresetName => name !== null && Object.hasOwn(PRESETS, name);
const isDay = (text: string | null): text is string =>
  text !== null && ISO_DAY.test(text) && !Number.isNaN(Date.parse(text)) && shiftDay(text, 0) === text;

export function readView(search: string): View {
  const asked = new URLSearchParams(search);
  const [from, to, period] = [asked.get('from'), asked.get('to'), asked.get('period')];
  return {
    user: asked.get('user'),
    period: isDay(from) && isDay(to) && from <= to ? { from, to } : isPreset(period) ? period : DEFAULT_PRESET,
    platforms: (asked.get('platforms') ?? '').split(',').filter((name) => /^[A-Z_]+$/.test(name)),
    segment: asked.get('segment') || null,
  };
}

export function writeView(view: View): string {
  const asked = new URLSearchParams();
  if (view.user !== null) asked.set('user', view.user);
  if (typeof view.period !== 'string') {
    asked.set('from', view.period.from);
    asked.set('to', view.period.to);
  } else if (view.period !== DEFAULT_PRESET) asked.set('period', view.period);
  if (view.segment !== null) asked.set('segment', view.segment);
  const platforms = view.platforms.length ? `platforms=${view.platforms.join(',')}` : '';
  const search = [asked.toString(), platforms].filter(Boolean).join('&');
  return search ? `?${search}` : location.pathname;
}

/** The schema's period ends before `end`. */
export function periodInput({ period }: View): PeriodInput {
  return typeof period === 'string'
    ? { preset: PRESETS[period].preset }
    : { start: period.from, end: shiftDay(period.to, 1) };
}

export const platformsInput = ({ platforms }: View): Platform[] | null => (platforms.length ? platforms : null);
