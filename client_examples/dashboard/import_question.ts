// What a file leaves open, as a form with one field. Proposals are filled in, and the person confirms them.
import { h } from './dom';
import type { ExportQuestion, ImportAnswers, Question } from './types';
import * as say from './wording';

type Control = HTMLInputElement | HTMLSelectElement;

/** What helps to answer. */
export interface Hints {
  file: File;
  /** What was said of the file before it was refused. */
  before: ImportAnswers;
  /** Handles of the user's accounts. */
  handles: string[];
  /** The account that was named last. */
  account: string;
  /** More files may ask the same. */
  others: boolean;
}

interface Field {
  label: string;
  hint?: () => string;
  control: (id: string, choices: string[], hints: Hints) => (Control | HTMLDataListElement)[];
  answer: (text: string) => ImportAnswers;
}

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The value of an `<input type="datetime-local">`, in the device's zone. */
function localTime(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function select(id: string, choices: string[], named: (choice: string) => string, chosen?: string): HTMLSelectElement {
  const only = choices.length === 1 ? choices[0] : chosen;
  return h(
    'select',
    { id, required: true },
    h('option', { value: '', selected: only === undefined }, 'Choose'),
    ...choices.map((one) => h('option', { value: one, selected: one === only }, named(one))),
  );
}

function text(id: string, value: string | undefined, suggested: string[], more: Record<string, string | number> = {}) {
  const list = suggested.length > 0 && h('datalist', { id: `${id}-list` }, ...suggested.map((one) => h('option', { value: one })));
  const input = h('input', { id, type: 'text', required: true, autocomplete: 'off', value, list: list && list.id, ...more });
  return list ? [input, list] : [input];
}

const same = (choice: string): string => choice;

const FIELDS: Record<ExportQuestion, Field> = {
  PLATFORM: {
    label: 'Platform',
    control: (id, choices, { before }) => [
      select(id, (choices.length ? choices : say.PLATFORMS).map((one) => one.toUpperCase()), say.platformName, before.platform),
    ],
    answer: (platform) => ({ platform }),
  },
  ACCOUNT: {
    label: 'Account',
    hint: () => 'Its handle, or its id on the platform.',
    control: (id, choices, { before, account, handles }) =>
      choices.length
        ? [select(id, choices, same, before.account)]
        : text(id, before.account ?? account, handles, { autocapitalize: 'none', spellcheck: 'false' }),
    answer: (account) => ({ account }),
  },
  TIME_ZONE: {
    label: 'Time zone of the file’s times',
    control: (id, choices, { before }) =>
      choices.length
        ? [select(id, choices, same, before.timeZone)]
        : text(id, before.timeZone ?? ownZone(), Intl.supportedValuesOf('timeZone')),
    answer: (timeZone) => ({ timeZone }),
  },
  YEAR: {
    label: 'Year of the last row',
    control: (id, choices, { before }) =>
      choices.length
        ? [select(id, choices, same, before.year?.toString())]
        : text(id, before.year?.toString(), [], { type: 'number', min: 2000, max: 9999, step: 1 }),
    answer: (year) => ({ year: Number(year) }),
  },
  KIND: {
    label: 'Kind of file',
    control: (id, choices, { before }) => (choices.length ? [select(id, choices, same, before.kind)] : text(id, before.kind, [])),
    answer: (kind) => ({ kind }),
  },
  OBSERVED_AT: {
    label: 'Exported at',
    hint: () => `Filled in: when the file was last changed on this device. Time zone: ${ownZone()}.`,
    control: (id, _choices, { before, file }) => {
      const proposed = new Date(before.observedAt ?? file.lastModified);
      return text(id, localTime(proposed), [], { type: 'datetime-local', step: 1 });
    },
    answer: (local) => ({ observedAt: new Date(local).toISOString() }),
  },
};

/** The answer for one of the other files, once the person wants the same for all: of dates, each file's own. */
export function sameFor(question: ExportQuestion, given: ImportAnswers, file: File): ImportAnswers {
  return question === 'OBSERVED_AT' ? { observedAt: new Date(file.lastModified).toISOString() } : given;
}

const forOthers = (question: ExportQuestion): string =>
  question === 'OBSERVED_AT' ? 'Take the date of each file for the others, too' : 'The same for the other files that ask this';

let forms = 0;

/** `answered` gets the answer, and whether it holds for the other files. */
export function questionForm(
  { question, choices, message }: Question,
  hints: Hints,
  answered: (answer: ImportAnswers, forAll: boolean) => void,
): HTMLFormElement {
  const field = FIELDS[question];
  const id = `import-answer-${(forms += 1)}`;
  const [control, list] = field.control(id, choices, hints) as [Control, HTMLDataListElement?];
  const hint = field.hint?.();
  control.setAttribute('aria-describedby', hint ? `${id}-message ${id}-hint` : `${id}-message`);
  const forAll = h('input', { type: 'checkbox' });
  return h(
    'form',
    {
      class: 'question',
      onsubmit: (event) => {
        event.preventDefault();
        answered(field.answer(control.value.trim()), forAll.checked);
      },
    },
    h('p', { id: `${id}-message` }, say.asked(message)),
    h('label', { for: id }, field.label),
    h('div', { class: 'answer' }, control, list, h('button', { type: 'submit' }, 'Continue')),
    hint && h('p', { id: `${id}-hint`, class: 'why' }, hint),
    hints.others && h('label', { class: 'all' }, forAll, forOthers(question)),
  );
}
