// One file on its way: sent, asked about, and followed until the server has read it.
import { request, UnreachableError, upload } from './api';
import type { FoundFile } from './dropped';
import { IMPORT, IMPORT_EXPORT } from './operations';
import { failureText } from './parts';
import type { FileImport, ImportAnswers, Question } from './types';

const POLL_MS = 500;
const UNFINISHED = ['QUEUED', 'RUNNING'];

export type Stage =
  | { name: 'waiting' }
  | { name: 'sending' }
  | { name: 'asking'; asked: Question }
  | { name: 'reading'; progress: number; rows: number }
  | { name: 'imported'; result: FileImport }
  /** Sending the same again leads to the same. */
  | { name: 'refused'; message: string }
  /** The connection failed: trying again may help. */
  | { name: 'lost'; message: string };

export class ImportedFile {
  readonly file: File;
  readonly path: string;
  /** What the person has said so far. */
  answers: ImportAnswers = {};
  /** What was said before the file was refused: proposals for another attempt. */
  before: ImportAnswers = {};
  #stage: Stage = { name: 'waiting' };
  /** The import that the server has begun. */
  #started: string | null = null;

  constructor(
    { file, path }: FoundFile,
    readonly userId: string,
    private readonly changed: (file: ImportedFile) => void,
  ) {
    this.file = file;
    this.path = path;
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** Whether it came to an end by itself; open questions are none. */
  get finished(): boolean {
    return ['imported', 'refused'].includes(this.#stage.name);
  }

  /** It stands in the queue (again). */
  wait(): void {
    this.#become({ name: 'waiting' });
  }

  /** Everything is to be asked anew. */
  forget(): void {
    this.before = { ...this.before, ...this.answers };
    this.answers = {};
  }

  /** Goes on where it stands, until it is finished or something is open. */
  async carryOut(): Promise<void> {
    try {
      this.#started ??= await this.#send();
      if (this.#started !== null) await this.#follow(this.#started);
    } catch (error) {
      const { message, code } = failureText(error);
      if (error instanceof UnreachableError) this.#become({ name: 'lost', message });
      else this.#refuse(code ? `${message} (${code})` : message);
    }
  }

  /** The id of the import; null when there is none. */
  async #send(): Promise<string | null> {
    this.#become({ name: 'sending' });
    if (!(await this.#isReadable())) {
      this.#refuse('The browser cannot read this file.');
      return null;
    }
    const { importExport: result } = await upload(IMPORT_EXPORT, { userId: this.userId, ...this.answers }, this.file);
    if ('id' in result) return result.id;
    if ('question' in result) this.#become({ name: 'asking', asked: result });
    else this.#refuse(result.message);
    return null;
  }

  /** A file that has gone since would look like a lost connection. */
  async #isReadable(): Promise<boolean> {
    try {
      await this.file.slice(0, 1).arrayBuffer();
      return true;
    } catch {
      return false;
    }
  }

  async #follow(id: string): Promise<void> {
    for (;;) {
      const { node } = await request(IMPORT, { id });
      if (!node) return this.#refuse('The server does not know this import any more.');
      if (!UNFINISHED.includes(node.status)) return this.#end(node);
      this.#become({ name: 'reading', progress: node.progress, rows: node.rowsRead });
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  #end(result: FileImport): void {
    if (result.status === 'SUCCEEDED') this.#become({ name: 'imported', result });
    else this.#refuse(result.reason ?? 'The import was interrupted; nothing of the file was stored.');
  }

  /** What was begun is over: another attempt sends the file anew. */
  #refuse(message: string): void {
    this.#started = null;
    this.#become({ name: 'refused', message });
  }

  #become(stage: Stage): void {
    this.#stage = stage;
    this.changed(this);
  }
}
