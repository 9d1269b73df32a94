// The accounts that the figures come from.
import { h } from './dom';
import { sampleBadge } from './parts';
import type { Account } from './types';
import * as say from './wording';

export const isSample = ({ status }: Account): boolean => status === 'SAMPLE';

/** Accounts behind the figures of a view; no platforms means all. */
export function accountsOf(accounts: Account[], platforms: string[]): Account[] {
  return platforms.length ? accounts.filter(({ platform }) => platforms.includes(platform)) : accounts;
}

function status(account: Account): HTMLElement {
  if (isSample(account)) return sampleBadge();
  const name = say.ACCOUNT_STATUS[account.status] ?? say.words(account.status);
  return h('span', { class: 'account-status', 'data-status': account.status }, name);
}

export function showAccounts(container: HTMLElement, accounts: Account[]): void {
  if (!accounts.length) {
    container.replaceChildren(
      h('p', { class: 'nothing' }, 'No account yet. Drop an export of a platform on this page.'),
    );
    return;
  }
  container.replaceChildren(
    h(
      'ul',
      { class: 'accounts' },
      ...accounts.map((account) =>
        h(
          'li',
          {},
          h('span', { class: 'platform' }, say.platformName(account.platform)),
          h('span', { class: 'handle' }, account.handle ? `@${account.handle.replace(/^@/, '')}` : account.label),
          status(account),
        ),
      ),
    ),
  );
}
