// Numbers, dates and the schema's closed sets in the reader's words. Numbers and dates follow the browser's locale.
import type { EvidenceState, MetricStatus, MetricValue, Period, RunStatus, Unit, Verdict } from './types';

export const NOTHING = '—';

const locales = [...navigator.languages];
const whole = new Intl.NumberFormat(locales, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(locales, { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat(locales, { notation: 'compact', maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat(locales, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 2 });
const roundPercent = new Intl.NumberFormat(locales, { style: 'percent', maximumFractionDigits: 0 });
const seconds = new Intl.NumberFormat(locales, { style: 'unit', unit: 'second', maximumFractionDigits: 1 });
const hours = new Intl.NumberFormat(locales, { style: 'unit', unit: 'hour', maximumFractionDigits: 1 });
const listed = new Intl.ListFormat(locales, { type: 'conjunction' });

/** From here on a headline is shortened: 3.41B instead of 3,412,998,001. */
const SHORT_FROM = 10_000_000;

export function number(value: number | null, unit: Unit = 'COUNT'): string {
  if (value === null) return NOTHING;
  if (unit === 'FRACTION') return percent.format(value);
  if (unit === 'SECONDS') return seconds.format(value);
  if (unit === 'HOURS') return hours.format(value);
  return Number.isInteger(value) ? whole.format(value) : fine.format(value);
}

export function headline(value: number | null, unit: Unit): string {
  return unit === 'COUNT' && value !== null && Math.abs(value) >= SHORT_FROM ? short.format(value) : number(value, unit);
}

/** `1 post`, `2 posts`. */
export const count = (amount: number, one: string): string => `${number(amount)} ${amount === 1 ? one : `${one}s`}`;

export const roughly = (fraction: number): string => roundPercent.format(fraction);
export const list = (words: string[]): string => listed.format(words);

/** Fractions differ in percentage points, everything else in its own unit. */
export function difference(value: number, unit: Unit): string {
  const amount = Math.abs(value);
  return unit === 'FRACTION' ? `${fine.format(amount * 100)} points` : number(amount, unit);
}

/** A calendar day, which has no zone: read and shown as UTC. */
const day = new Intl.DateTimeFormat(locales, { dateStyle: 'medium', timeZone: 'UTC' });

export function lastDay(period: Period): string {
  return shiftDay(period.end, -1);
}

export function shiftDay(iso: string, days: number): string {
  const at = new Date(`${iso}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

export function days(period: Period): string {
  return day.formatRange(new Date(`${period.start}T00:00:00Z`), new Date(`${lastDay(period)}T00:00:00Z`));
}

/** From the first to the last, both included. */
export function dayRange(first: string, last: string): string {
  return days({ start: first, end: shiftDay(last, 1) });
}

export function instant(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locales, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(iso));
}

const PLATFORM_NAMES: Record<string, string> = {
  FACEBOOK: 'Facebook',
  INSTAGRAM: 'Instagram',
  X: 'X',
  LINKEDIN: 'LinkedIn',
  TIKTOK: 'TikTok',
  YOUTUBE: 'YouTube',
  MASTODON: 'Mastodon',
};

export const PLATFORMS = Object.keys(PLATFORM_NAMES);

/** `VIDEO_REEL` → "Video reel". */
export function words(constant: string): string {
  const text = constant.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const platformName = (platform: string): string => PLATFORM_NAMES[platform] ?? words(platform);

export const STATUS: Record<MetricStatus, { name: string; meaning: string }> = {
  MEASURED: { name: 'Measured', meaning: 'Read from the platforms, with nothing missing.' },
  DERIVED: { name: 'Derived', meaning: 'Computed from complete measurements.' },
  ESTIMATED: { name: 'Estimated', meaning: 'What was observed does not say exactly when; the bounds hold the true value.' },
  PARTIAL: { name: 'Partial', meaning: 'Something that belongs in it was not observed.' },
  UNAVAILABLE: { name: 'Unavailable', meaning: 'There is no honest value for it.' },
};

const REASONS: Record<string, string> = {
  NOT_OBSERVED: 'It was not observed in this period.',
  NOT_OFFERED: 'The platform does not offer this metric.',
  NOT_ADDITIVE: 'It counts distinct people, and those cannot be added up across days or accounts.',
  NO_POSTS: 'Nothing was published in this period.',
  NO_ACCOUNTS: 'No account is connected for it.',
  START_UNKNOWN: 'Nothing was observed near the start of the period.',
  NO_BASE: 'What it is divided by was not observed.',
  ZERO_BASE: 'What it is divided by is zero.',
  TOO_FINE: 'The platform reports whole days only.',
  STALE: 'The last observation is older than the period.',
  NOT_SPLIT: 'It is reported for the whole account and cannot be filtered like this.',
  RETIRED: 'The platform no longer reports it.',
  TOO_YOUNG: 'The posts are too young.',
  TOO_FEW: 'There are too few posts to compare with.',
  UNEQUAL_COVERAGE: 'The two periods are not equally complete.',
  ACCOUNT_EXPIRED: 'The access to an account has expired.',
  ACCOUNT_REVOKED: 'The access to an account was revoked.',
};

export const reason = (code: string): string => REASONS[code] ?? `${words(code)}.`;

const COVERED: Record<string, string> = { POSTS: 'posts', DAYS: 'days', ACCOUNTS: 'accounts' };

export function coverage({ coverage: part }: MetricValue): string | null {
  if (!part) return null;
  return `${whole.format(part.measured)} of ${whole.format(part.expected)} ${COVERED[part.unit] ?? words(part.unit).toLowerCase()}`;
}

export function bounds({ bounds: range, metric }: MetricValue): string | null {
  const [lower, upper] = [range?.lower ?? null, range?.upper ?? null];
  if (lower !== null && upper !== null) return `between ${number(lower, metric.unit)} and ${number(upper, metric.unit)}`;
  if (lower !== null) return `at least ${number(lower, metric.unit)}`;
  if (upper !== null) return `at most ${number(upper, metric.unit)}`;
  return null;
}

export const VERDICT: Record<Verdict, string> = {
  CHANGED: 'More than noise',
  NOISE: 'Within the noise',
  NOT_ENOUGH_DATA: 'Too few posts to tell from noise',
};

export const EVIDENCE: Record<EvidenceState, string> = {
  NOT_ENOUGH_DATA: 'Not enough data',
  NO_CLEAR_BEST: 'No clear best',
  TENTATIVE: 'Tentative',
  SUPPORTED: 'Supported',
};

export const RUN: Record<RunStatus, string> = {
  QUEUED: 'Waiting to start',
  RUNNING: 'Collecting',
  SUCCEEDED: 'Collected',
  PARTIAL: 'Collected in part',
  FAILED: 'Collection failed',
  INTERRUPTED: 'Collection was interrupted',
};

export const ACCOUNT_STATUS: Record<string, string> = {
  ACTIVE: 'Active',
  EXPIRED: 'Access expired',
  REVOKED: 'Access revoked',
  FAILING: 'Failing',
  SAMPLE: 'Sample',
};

/** Read after a number of rows. */
const LEFT_OUT: Record<string, string> = {
  UNREADABLE: 'unreadable',
  REPEATED: 'repeated',
  TOTAL: 'of totals',
  NOT_OWN: 'of somebody else’s posts',
  NOT_PUBLIC: 'not public',
  OTHER_ACCOUNT: 'of another account',
  OTHER_PERIOD: 'about a part of a post’s life only',
  AFTER_EXPORT: 'later than the export',
  NO_METRIC: 'with nothing that has a place here',
};

export const leftOut = ({ cause, rows }: { cause: string; rows: number }): string =>
  `${number(rows)} ${LEFT_OUT[cause] ?? words(cause).toLowerCase()}`;

/** A question of the server without its last sentence, which names the option of the command line. */
export const asked = (message: string): string => message.replace(/\s*Say it with `--[\w-]+`[^]*$/, '');
