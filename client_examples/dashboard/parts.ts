// Small pieces that several sections share.
import { h } from './dom';
import type { MetricStatus } from './types';
import { STATUS } from './wording';

export function statusBadge(status: MetricStatus): HTMLElement {
  const { name, meaning } = STATUS[status];
  return h('span', { class: 'status', 'data-status': status, title: meaning }, name);
}

/** Stands beside every number that is made up for trying the server out. */
export function sampleBadge(): HTMLElement {
  return h('span', { class: 'sample', title: 'Made-up numbers of a sample account' }, 'Sample');
}

export function skeleton(lines: number): HTMLElement {
  return h('div', { class: 'skeleton', 'aria-hidden': 'true' }, ...Array.from({ length: lines }, () => h('span')));
}

export function failureText(error: unknown): { message: string; code: string | null } {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  return { message, code };
}

/** Says what went wrong, with the server's code, and offers to try again. */
export function failureNotice(error: unknown, retry: () => void): HTMLElement {
  const { message, code } = failureText(error);
  return h(
    'div',
    { class: 'notice', 'data-tone': 'bad', role: 'alert' },
    h('p', {}, message, ' ', code && h('code', {}, code)),
    h('button', { type: 'button', class: 'quiet', onclick: retry }, 'Try again'),
  );
}

/** Puts new children in, and keeps open what was open and focused what was focused (by `data-key`). */
export function replaceKeeping(container: HTMLElement, ...children: (Node | null | false)[]): void {
  const opened = [...container.querySelectorAll<HTMLElement>('details[open][data-key]')].map((one) => one.dataset['key']);
  const focused = container.contains(document.activeElement)
    ? document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset['key']
    : undefined;
  container.replaceChildren(...children.filter((child) => child instanceof Node));
  for (const details of container.querySelectorAll<HTMLDetailsElement>('details[data-key]')) {
    if (opened.includes(details.dataset['key'])) details.open = true;
    if (focused !== undefined && details.dataset['key'] === focused) details.querySelector('summary')?.focus();
  }
}
