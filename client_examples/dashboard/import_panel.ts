// "Import files": takes export files from wherever they are dropped or chosen, and tells what came of each.
import { isSample } from './accounts';
import { h } from './dom';
import { carriesFiles, chosenFiles, droppedFiles, type Found } from './dropped';
import { ImportedFile, type Stage } from './import_file';
import { questionForm, sameFor } from './import_question';
import { showResult, summary } from './import_result';
import type { ExportQuestion, ImportAnswers, Question, User } from './types';
import * as say from './wording';

export type Owner = Pick<User, 'userId' | 'name' | 'accounts'>;

const named = ({ userId, name }: Owner): string => (name && name !== userId ? `${name} (${userId})` : userId);

/** A word beside the file's name; what it means is said below it. */
const STAGE_NAMES: Record<Stage['name'], string> = {
  waiting: 'Waiting',
  sending: 'Sending',
  asking: 'Question',
  reading: 'Reading',
  imported: 'Imported',
  refused: 'Not imported',
  lost: 'No connection',
};

interface Row {
  root: HTMLLIElement;
  stage: HTMLElement;
  /** For whom; shown where it is not whose numbers are on the page. */
  whose: HTMLElement;
  body: HTMLElement;
}

/** The button and the dialog. `imported` is called when the panel is closed and new numbers are there. */
export class ImportPanel {
  readonly button = h('button', { type: 'button', id: 'import' }, 'Import files');
  readonly #dialog = h('dialog', { id: 'imports', class: 'imports', 'aria-labelledby': 'imports-title' });
  readonly #intro = h('div', { class: 'intro' });
  readonly #list = h('ul', { class: 'files' });
  readonly #passedOver = h('p', { class: 'why passed-over', hidden: true });
  readonly #heard = h('p', { class: 'unseen', role: 'status' });
  readonly #chooseFiles = this.#chooser('Choose files', { multiple: true });
  readonly #chooseFolder = this.#chooser('Choose a folder', { webkitdirectory: true });
  readonly #rows = new Map<ImportedFile, Row>();
  readonly #queue: ImportedFile[] = [];
  /** Answers that hold for all files of the open panel. */
  readonly #standing = new Map<ExportQuestion, ImportAnswers>();
  #lastAccount = '';
  #working = false;
  #news = false;

  /** `owner`: whose numbers the page shows; null when there is no user. */
  constructor(
    private readonly owner: () => Owner | null,
    private readonly imported: () => void,
  ) {
    this.button.addEventListener('click', () => this.open());
    this.#dialog.addEventListener('close', () => this.#closed());
    this.#dialog.append(
      h(
        'header',
        {},
        h('h2', { id: 'imports-title' }, 'Import files'),
        h('button', { type: 'button', class: 'quiet', onclick: () => this.#dialog.close() }, 'Close'),
      ),
      this.#intro,
      h('div', { class: 'dropzone' }, h('p', {}, 'Drop files or folders here, or'), ...this.#chooseFiles, ...this.#chooseFolder),
      this.#passedOver,
      this.#list,
      this.#heard,
    );
    document.body.append(this.#dialog);
    this.#takeDrops();
  }

  open(): void {
    if (this.#dialog.open) return;
    const owner = this.owner();
    this.#forgetOthers(owner);
    this.#introduce(owner);
    this.#dialog.showModal();
  }

  #chooser(label: string, kind: { multiple?: true; webkitdirectory?: true }): [HTMLInputElement, HTMLButtonElement] {
    const input = h('input', { type: 'file', hidden: true, ...kind });
    input.addEventListener('change', () => {
      this.#add(chosenFiles(input.files ?? []));
      input.value = ''; // so that the same file can be chosen again
    });
    const onclick = () => input.click();
    return [input, h('button', { type: 'button', autofocus: kind.multiple, onclick }, label)];
  }

  /** Everywhere on the page: a file that is dropped beside a target would replace the page. */
  #takeDrops(): void {
    const { dataset } = document.documentElement;
    const over = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      dataset['dropping'] = '';
    };
    document.addEventListener('dragenter', over);
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) delete dataset['dropping'];
    });
    document.addEventListener('drop', (event) => {
      delete dataset['dropping'];
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      this.open();
      droppedFiles(event.dataTransfer).then(
        (found) => this.#add(found),
        () => this.#say('The browser cannot read what was dropped.'),
      );
    });
  }

  #introduce(owner: Owner | null): void {
    for (const [, button] of [this.#chooseFiles, this.#chooseFolder]) button.disabled = owner === null;
    if (owner === null) {
      this.#intro.replaceChildren(
        h('p', {}, 'There is no user to import files for. ', h('code', {}, 'pulsegraph users add ID'), ' makes one.'),
      );
      return;
    }
    const samples = owner.accounts.length > 0 && owner.accounts.every(isSample);
    this.#intro.replaceChildren(
      h('p', {}, 'The files are imported for ', h('strong', {}, named(owner)), '.'),
      h('p', { class: 'why' }, 'Take the exports as you downloaded them: CSV, workbooks, JSON, or a ZIP of these.'),
      samples
        ? h('p', { class: 'why' }, 'This user has sample accounts only. Once real numbers are there, the samples are no longer shown.')
        : '',
    );
  }

  /** What came of another user's files is gone with that user's numbers; what is unfinished stays. */
  #forgetOthers(owner: Owner | null): void {
    for (const [file, { root, whose }] of this.#rows) {
      whose.hidden = file.userId === owner?.userId;
      if (whose.hidden || !file.finished) continue;
      root.remove();
      this.#rows.delete(file);
    }
  }

  #add({ files, passedOver }: Found): void {
    const owner = this.owner();
    if (owner === null) return;
    this.#passedOver.hidden = passedOver === 0;
    this.#passedOver.textContent = `Left alone: ${say.count(passedOver, 'file')} of the folder that cannot be an export.`;
    const added = files.map((file) => new ImportedFile(file, owner.userId, (changed) => this.#show(changed)));
    for (const file of added) {
      const row = this.#row(file, owner);
      this.#rows.set(file, row);
      this.#list.append(row.root);
      this.#enqueue(file);
    }
    if (added[0]) this.#rows.get(added[0])?.root.focus();
    else this.#say('There is no file to import in it.');
  }

  #row(file: ImportedFile, owner: Owner): Row {
    const stage = h('span', { class: 'stage' });
    const body = h('div', { class: 'outcome' });
    const whose = h('span', { hidden: true }, ` for ${named(owner)}`);
    const title = h('h3', {}, file.path, whose);
    return { stage, whose, body, root: h('li', { tabindex: -1 }, h('div', { class: 'name' }, title, stage), body) };
  }

  #enqueue(file: ImportedFile): void {
    file.wait();
    this.#queue.push(file);
    void this.#work();
  }

  /** One after the other. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (let file = this.#queue.shift(); file; file = this.#queue.shift()) {
      await file.carryOut();
      this.#tell(file);
    }
    this.#working = false;
    if (!this.#dialog.open) this.#bringNews();
  }

  #show(file: ImportedFile): void {
    const row = this.#rows.get(file);
    if (!row) return;
    row.root.dataset['stage'] = file.stage.name;
    row.stage.textContent = STAGE_NAMES[file.stage.name];
    row.body.replaceChildren(...this.#outcome(file).filter((one) => one !== null));
    if (file.stage.name === 'imported') this.#news = true;
    if (file.stage.name === 'asking') this.#ask(file, file.stage.asked);
  }

  #outcome(file: ImportedFile): (HTMLElement | null)[] {
    const { stage } = file;
    const bar = (value?: number) => h('progress', { max: 1, value, 'aria-label': `Progress of ${file.path}` });
    switch (stage.name) {
      case 'waiting':
        return [];
      case 'sending':
        return [bar()];
      case 'reading':
        return [bar(stage.progress), h('p', { class: 'why' }, `${say.count(stage.rows, 'row')} so far`)];
      case 'imported':
        return showResult(stage.result);
      case 'asking':
        return [];
      case 'refused':
        return [h('p', {}, stage.message), this.#answerAgain(file)];
      case 'lost':
        return [h('p', {}, stage.message), this.#again('Try again', file, () => {})];
    }
  }

  #again(label: string, file: ImportedFile, first: () => void): HTMLElement {
    const onclick = () => {
      first();
      this.#rows.get(file)?.root.focus();
      this.#enqueue(file);
    };
    return h('button', { type: 'button', class: 'quiet', onclick }, label);
  }

  /** A wrong answer may be the cause of a refusal. */
  #answerAgain(file: ImportedFile): HTMLElement | null {
    if (!Object.keys(file.answers).length) return null;
    return this.#again('Answer the questions anew', file, () => {
      file.forget();
      this.#standing.clear();
    });
  }

  /** Asks the person, unless the answer holds for all files. */
  #ask(file: ImportedFile, asked: Question): void {
    const standing = this.#standing.get(asked.question);
    const asksAgain = Object.keys(standing ?? {}).some((field) => field in file.answers);
    if (standing && !asksAgain) return this.#answer(file, sameFor(asked.question, standing, file.file));
    const row = this.#rows.get(file);
    const hints = {
      file: file.file,
      before: file.before,
      handles: this.#handles(),
      account: this.#lastAccount,
      others: [...this.#rows.keys()].some((other) => other !== file && !other.finished),
    };
    const form = questionForm(asked, hints, (answer, forAll) => {
      this.#lastAccount = answer.account ?? this.#lastAccount;
      row?.root.focus();
      if (forAll) this.#answerAll(asked.question, answer);
      else this.#answer(file, answer);
    });
    row?.body.replaceChildren(form);
    this.#focusOn(row?.root, form);
  }

  #answer(file: ImportedFile, answer: ImportAnswers): void {
    file.answers = { ...file.answers, ...answer };
    this.#enqueue(file);
  }

  #answerAll(question: ExportQuestion, answer: ImportAnswers): void {
    this.#standing.set(question, answer);
    for (const file of this.#rows.keys()) {
      if (file.stage.name === 'asking' && file.stage.asked.question === question) {
        this.#answer(file, sameFor(question, answer, file.file));
      }
    }
  }

  #handles(): string[] {
    const real = (this.owner()?.accounts ?? []).filter((account) => !isSample(account));
    return [...new Set(real.flatMap(({ handle }) => handle ?? []))];
  }

  /** Only where nobody is doing anything else. */
  #focusOn(row: HTMLElement | undefined, form: HTMLFormElement): void {
    const active = document.activeElement;
    const idle = active === null || active === document.body || active.parentElement === this.#list;
    if (row && this.#dialog.open && idle) form.querySelector<HTMLElement>('input, select')?.focus();
  }

  #tell(file: ImportedFile): void {
    const { stage } = file;
    if (stage.name === 'imported') this.#say(`${file.path}: imported. ${summary(stage.result)}`);
    else if (stage.name === 'asking') this.#say(`${file.path}: ${say.asked(stage.asked.message)}`);
    else if (stage.name === 'refused' || stage.name === 'lost') this.#say(`${file.path}: not imported. ${stage.message}`);
  }

  #say(text: string): void {
    this.#heard.textContent = text;
  }

  #closed(): void {
    this.#standing.clear();
    this.#bringNews();
  }

  #bringNews(): void {
    if (!this.#news) return;
    this.#news = false;
    this.imported();
  }
}
