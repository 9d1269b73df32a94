// The files that somebody drops or chooses, those inside folders among them.

export interface FoundFile {
  file: File;
  /** Where it lies in the folder that was given, or its name. */
  path: string;
}

export interface Found {
  files: FoundFile[];
  /** How many files of the folders cannot be exports, such as pictures. */
  passedOver: number;
}

const MAYBE_EXPORT = /\.(csv|tsv|txt|xlsx?|ods|json|jsonl|ndjson|js|zip)$/i;
/** Files of archives that hold no numbers. */
const COMPANIONS = ['manifest.js', 'account.js', 'personal_information.json'];

const name = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Of a folder only what may be an export; a file that was given by itself is for the server to judge. */
function mayBeExport({ path }: FoundFile): boolean {
  if (!path.includes('/')) return true;
  return MAYBE_EXPORT.test(path) && !name(path).startsWith('.') && !COMPANIONS.includes(name(path));
}

function sorted(all: FoundFile[]): Found {
  const files = all.filter(mayBeExport).sort((one, other) => one.path.localeCompare(other.path));
  return { files, passedOver: all.length - files.length };
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((found, failed) => entry.file(found, failed));

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  // A reader gives a hundred at a time, and nothing at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((found, failed) => reader.readEntries(found, failed));
    if (!some.length) return all;
    all.push(...some);
  }
}

async function filesIn(entry: FileSystemEntry): Promise<FoundFile[]> {
  if (entry.isDirectory) {
    const inside = await entriesOf(entry as FileSystemDirectoryEntry);
    return (await Promise.all(inside.map(filesIn))).flat();
  }
  return [{ file: await fileOf(entry as FileSystemFileEntry), path: entry.fullPath.replace(/^\//, '') }];
}

/** To be called while the drop is being handled: afterwards the browser has taken its items back. */
export async function droppedFiles({ items }: DataTransfer): Promise<Found> {
  const given = [...items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found = given.map(({ entry, file }) => {
    if (entry) return filesIn(entry);
    return file ? [{ file, path: file.name }] : [];
  });
  return sorted((await Promise.all(found)).flat());
}

export function chosenFiles(files: Iterable<File>): Found {
  return sorted([...files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
}

export const carriesFiles = (data: DataTransfer | null): data is DataTransfer => data?.types.includes('Files') ?? false;
