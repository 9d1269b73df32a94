// What came of an import, in one line, and what else is worth knowing behind it.
import { h } from './dom';
import type { FileImport } from './types';
import * as say from './wording';

/** The days that anything in the file is dated on. */
function range(parts: FileImport['parts']): string | null {
  const first = parts.flatMap(({ firstDay }) => firstDay ?? []).sort()[0];
  const last = parts.flatMap(({ lastDay }) => lastDay ?? []).sort().at(-1);
  return first !== undefined && last !== undefined ? say.dayRange(first, last) : null;
}

function leftOut(all: FileImport['leftOut']): string | null {
  const rows = all.reduce((sum, { rows }) => sum + rows, 0);
  return rows ? `${say.count(rows, 'row')} left out (${all.map(say.leftOut).join(', ')})` : null;
}

export const titles = ({ parts }: FileImport): string => [...new Set(parts.map(({ title }) => title))].join('; ');

/** Accounts, amounts, days, and rows that were left out. */
export function summary(result: FileImport): string {
  const { accounts, posts, days, parts, observationsAdded } = result;
  const amounts = [posts ? say.count(posts, 'post') : '', days ? say.count(days, 'day') : ''].filter(Boolean);
  const facts = [
    say.list(accounts),
    amounts.length ? say.list(amounts) : 'no posts, no days',
    range(parts),
    observationsAdded === 0 ? 'nothing new' : null,
    leftOut(result.leftOut),
  ];
  return facts.filter(Boolean).join(' · ');
}

function notes({ notes: all, ignored }: FileImport): HTMLElement | null {
  const lines = [...all, ...ignored.map(({ name, reason }) => `Not read: ${name}. ${reason}`)];
  if (!lines.length) return null;
  return h(
    'details',
    { class: 'how' },
    h('summary', {}, say.count(lines.length, 'note')),
    h('ul', { class: 'remarks' }, ...lines.map((line) => h('li', {}, line))),
  );
}

export function showResult(result: FileImport): (HTMLElement | null)[] {
  return [h('p', { class: 'result' }, h('strong', {}, titles(result)), ` · ${summary(result)}`), notes(result)];
}
