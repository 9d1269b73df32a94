// GraphiQL, served by Pulsegraph itself: the same origin answers queries over HTTP and subscriptions over WebSocket.
import './workers';
import 'graphiql/style.css';
import './graphiql.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createRoot } from 'react-dom/client';
import sample from './sample.graphql?raw';

const endpoint = new URL('/graphql', location.href);
const socket = new URL(endpoint);
socket.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';

const fetcher = createGraphiQLFetcher({
  url: endpoint.href,
  wsClient: createClient({ url: socket.href, lazy: true }),
});

// `?query=…&variables=…` opens a document without running it; the dashboard links its evidence this way.
const linked = new URLSearchParams(location.search);

function container(): HTMLElement {
  const element = document.getElementById('graphiql');
  if (!element) throw new Error('The page has no #graphiql element.');
  return element;
}

createRoot(container()).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={sample}
    {...(linked.has('query') && { initialQuery: linked.get('query') ?? '' })}
    {...(linked.has('variables') && { initialVariables: linked.get('variables') ?? '' })}
    shouldPersistHeaders={false}
  >
    <GraphiQL.Logo>
      <a className="back" href="/">
        Pulsegraph
      </a>
    </GraphiQL.Logo>
  </GraphiQL>,
);
