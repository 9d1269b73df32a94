// Collects, and follows the run over WebSocket until it is finished.
//
//   npm run clients && node dist/follow.js USER_ID [--url http://127.0.0.1:8000/graphql]
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { execute, operation, serverUrl } from './server.js';

interface Run {
  runId: string;
  status: string;
  /** From 0 to 1. */
  progress: number;
  observationsAdded: number;
}

interface CollectData {
  collect: { __typename: string; runId?: string; message?: string };
}

const args = process.argv.slice(2);
const userId = args[0];
if (!userId || userId.startsWith('-')) {
  console.error('usage: node dist/follow.js USER_ID [--url ADDRESS]');
  process.exit(2);
}
const url = serverUrl(args);

const { collect } = await execute<CollectData>(url, 'collect', { input: { userId } });
if (collect.message) console.error(collect.message);
if (!collect.runId) process.exit(1);

// Node 20 has no WebSocket of its own; newer versions do without `webSocketImpl`.
const client = createClient({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket });
const progress = client.iterate<{ collection: Run }>({
  query: operation('collection_progress'),
  variables: { runId: collect.runId },
});
let status = 'QUEUED';
for await (const { data, errors } of progress) {
  if (errors?.length) throw new Error(errors.map(({ message }) => message).join(' '));
  if (!data) continue;
  const run = data.collection;
  status = run.status;
  console.log(`${status.padEnd(12)}${Math.round(run.progress * 100)}%  ${run.observationsAdded} new observations`);
  if (status !== 'QUEUED' && status !== 'RUNNING') break;
}
await client.dispose();
process.exitCode = status === 'SUCCEEDED' ? 0 : 1;
