// "Collect now": starts a run, shows its progress, and says what came of it.
import { GraphQLFailure, request, subscribe } from './api';
import { h } from './dom';
import { COLLECT, COLLECTION_PROGRESS } from './operations';
import { failureText } from './parts';
import type { CollectionRun, CollectResult, Platform } from './types';
import * as say from './wording';

const UNFINISHED = ['QUEUED', 'RUNNING'];

interface Ask {
  userId: string;
  platforms: Platform[] | null;
}

const startedRun = (result: CollectResult): string | null => ('runId' in result ? result.runId : null);

/** The button and the place where a run reports. `finished` is called when new numbers may be there. */
export class CollectControl {
  readonly button = h('button', { type: 'button', class: 'primary', id: 'collect' }, 'Collect now');
  readonly report = h('div', { class: 'run', role: 'status', hidden: true });
  #stop: (() => void) | null = null;

  constructor(
    private readonly asked: () => Ask,
    private readonly finished: () => void,
  ) {
    this.button.addEventListener('click', () => void this.#start());
  }

  /** Stops following, as when another user is picked. */
  reset(): void {
    this.#leave();
    this.report.hidden = true;
  }

  async #start(): Promise<void> {
    this.#busy(true);
    this.#say('Starting the collection');
    try {
      const { collect: result } = await request(COLLECT, { input: this.asked() });
      const runId = startedRun(result);
      if ('message' in result) this.#say(result.message, runId ? 'plain' : 'bad');
      if (runId) this.#follow(runId);
      else this.#busy(false);
    } catch (error) {
      const { message, code } = failureText(error);
      this.#say(code ? `${message} (${code})` : message, 'bad');
      this.#busy(false);
    }
  }

  #follow(runId: string): void {
    this.#stop?.();
    this.#stop = subscribe(COLLECTION_PROGRESS, { runId }, {
      next: ({ collection }) => this.#show(collection),
      failed: (error) => this.#lost(error),
      complete: () => this.#busy(false),
    });
  }

  #show(run: CollectionRun): void {
    const added = `${say.number(run.observationsAdded)} new observations`;
    const ended = !UNFINISHED.includes(run.status);
    const failures = run.accounts.filter(({ reason }) => reason !== null);
    const bar = h('progress', { max: 1, value: run.progress, 'aria-label': 'Progress of the collection' });
    this.report.dataset['tone'] = ended && run.status !== 'SUCCEEDED' ? 'bad' : 'plain';
    this.report.dataset['status'] = run.status;
    this.report.hidden = false;
    this.report.replaceChildren(
      h('p', {}, `${say.RUN[run.status]}: ${added}`, !ended && ` (${say.roughly(run.progress)})`),
      ...(ended ? [] : [bar]),
      ...failures.map(({ account, reason }) => h('p', { class: 'why' }, `${account.label}: ${reason}`)),
    );
    if (ended) {
      this.#leave();
      this.finished();
    }
  }

  #lost(error: GraphQLFailure): void {
    this.#say(`The run goes on, but its progress cannot be shown. ${error.message}`, 'bad');
    this.#leave();
  }

  #leave(): void {
    this.#stop?.();
    this.#stop = null;
    this.#busy(false);
  }

  #say(text: string, tone: 'plain' | 'bad' = 'plain'): void {
    this.report.dataset['tone'] = tone;
    this.report.hidden = false;
    this.report.replaceChildren(h('p', {}, text));
  }

  #busy(busy: boolean): void {
    this.button.disabled = busy;
  }
}
