// Where the server is, and the documents that the programs send to it.
import { readFileSync } from 'node:fs';

const DEFAULT_URL = 'http://127.0.0.1:8000/graphql';
const TIMEOUT_MS = 30_000;

/** `--url ADDRESS` among the arguments, or the default. */
export function serverUrl(args: string[]): string {
  const at = args.indexOf('--url');
  return (at >= 0 ? args[at + 1] : undefined) ?? DEFAULT_URL;
}

/** The text of `operations/<name>.graphql`; the compiled programs are as deep in the tree as their sources. */
export function operation(name: string): string {
  return readFileSync(new URL(`../operations/${name}.graphql`, import.meta.url), 'utf8');
}

interface GraphQLAnswer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** The `data` of the answer; an answer with errors rejects. */
export async function execute<Data>(url: string, name: string, variables: object): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: operation(name), variables }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const { data, errors } = (await response.json()) as GraphQLAnswer<Data>;
  const first = errors?.[0];
  if (first) throw new Error(`${first.message} (${first.extensions?.code ?? 'UNKNOWN'})`);
  if (!data) throw new Error(`HTTP ${response.status} without data.`);
  return data;
}
