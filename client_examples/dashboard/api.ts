// Talking to the server: queries and mutations over HTTP, subscriptions over one WebSocket that reconnects by itself.
import { createClient } from 'graphql-ws';
import type { Operation } from './operations';

const endpoint = new URL('/graphql', location.href);
const socket = new URL(endpoint);
socket.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';

const ACCEPTED = 'application/graphql-response+json, application/json';
const LONGEST_RECONNECT_WAIT_MS = 30_000;

/** The server did not answer, or not with GraphQL. */
export class UnreachableError extends Error {}

/** The server answered with an error; `code` is its `extensions.code`. */
export class GraphQLFailure extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

interface GraphQLAnswer<Answer> {
  data?: Answer | null;
  errors?: readonly { message: string; extensions?: { code?: unknown } }[];
}

function failure(errors: NonNullable<GraphQLAnswer<unknown>['errors']>): GraphQLFailure {
  const code = errors[0]?.extensions?.code;
  return new GraphQLFailure(errors.map((one) => one.message).join(' '), typeof code === 'string' ? code : 'UNKNOWN');
}

/** Sends what `init` says, and takes the answer apart. */
async function answered<Answer>(init: RequestInit): Promise<Answer> {
  let answer: GraphQLAnswer<Answer>;
  let status = 0;
  try {
    const response = await fetch(endpoint, { method: 'POST', ...init, headers: { accept: ACCEPTED, ...init.headers } });
    status = response.status;
    answer = (await response.json()) as GraphQLAnswer<Answer>;
  } catch (error) {
    init.signal?.throwIfAborted();
    throw new UnreachableError(status ? `The server answered with HTTP ${status}.` : 'The server does not answer.', {
      cause: error,
    });
  }
  if (answer.errors?.length) throw failure(answer.errors);
  if (!answer.data) throw new UnreachableError(`The server answered with HTTP ${status} and no data.`);
  return answer.data;
}

/** Sends one document. An aborted request rejects with the signal's reason. */
export function request<Answer, Variables>(
  { document }: Operation<Answer, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Answer> {
  return answered({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: document, variables }),
    ...(signal && { signal }),
  });
}

/** Sends one document with a file as `input.file`: a request as the GraphQL multipart request specification says. */
export function upload<Answer, Input>(
  { document }: Operation<Answer, { input: Input }>,
  input: Input,
  file: File,
): Promise<Answer> {
  const form = new FormData();
  form.append('operations', JSON.stringify({ query: document, variables: { input: { ...input, file: null } } }));
  form.append('map', JSON.stringify({ 0: ['variables.input.file'] }));
  form.append('0', file, file.name);
  return answered({ body: form });
}

export type ConnectionState = 'connecting' | 'live' | 'reconnecting';

let reportConnection: (state: ConnectionState) => void = () => {};

export function onConnection(listener: (state: ConnectionState) => void): void {
  reportConnection = listener;
}

const client = createClient({
  url: socket.href,
  lazy: true,
  keepAlive: 15_000,
  retryAttempts: Infinity,
  shouldRetry: () => true,
  retryWait: (attempt) => {
    const waitMs = Math.min(LONGEST_RECONNECT_WAIT_MS, 500 * 2 ** attempt);
    // Spread out, so that all open pages do not come back in the same moment.
    return new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random() / 2)));
  },
  on: {
    connecting: (isRetry) => reportConnection(isRetry ? 'reconnecting' : 'connecting'),
    connected: () => reportConnection('live'),
    closed: () => reportConnection('reconnecting'),
  },
});

interface Listener<Answer> {
  next: (answer: Answer) => void;
  failed: (error: GraphQLFailure) => void;
  /** The stream has ended on the server's side. */
  complete?: () => void;
}

/** Follows a subscription until the returned function is called. */
export function subscribe<Answer, Variables extends Record<string, unknown>>(
  { document }: Operation<Answer, Variables>,
  variables: Variables,
  listener: Listener<Answer>,
): () => void {
  return client.subscribe<Answer>(
    { query: document, variables },
    {
      next: ({ data, errors }) => {
        if (errors?.length) listener.failed(failure(errors));
        else if (data) listener.next(data);
      },
      error: (error) => {
        listener.failed(Array.isArray(error) ? failure(error) : new GraphQLFailure('The live connection failed.', 'CONNECTION'));
      },
      complete: () => listener.complete?.(),
    },
  );
}
