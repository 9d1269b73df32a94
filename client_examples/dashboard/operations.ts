// The documents this page sends. Their text lives in operations/, where `npm run check` holds it against the schema.
import collect from '../operations/collect.graphql?raw';
import collectionProgress from '../operations/collection_progress.graphql?raw';
import content from '../operations/content.graphql?raw';
import dashboardCharts from '../operations/dashboard_charts.graphql?raw';
import importFile from '../operations/import.graphql?raw';
import importExport from '../operations/import_export.graphql?raw';
import metricsLive from '../operations/metrics_live.graphql?raw';
import overview from '../operations/overview.graphql?raw';
import recommendations from '../operations/recommendations.graphql?raw';
import users from '../operations/users.graphql?raw';
import type {
  Chart,
  ChartSlot,
  CollectionRun,
  CollectResult,
  ContentPiece,
  Connection,
  FileImport,
  ImportAnswers,
  ImportExportResult,
  Overview,
  Platform,
  Recommendation,
  User,
} from './types';

/** A document with the shape of its answer and of its variables. */
export interface Operation<Answer, Variables> {
  readonly document: string;
  /** Only for the compiler: nothing is stored here. */
  readonly types?: (variables: Variables) => Answer;
}

const operation = <Answer, Variables>(document: string): Operation<Answer, Variables> => ({ document });

export interface PeriodInput {
  preset?: string;
  start?: string;
  end?: string;
}

interface Scope {
  userId: string;
  period: PeriodInput;
  platforms: Platform[] | null;
  segment: string | null;
}

/** Null: there is no such user. */
type OfUser<Fields> = { user: Fields | null };

export const USERS = operation<{ users: Connection<Pick<User, 'userId' | 'name'>> }, { first: number }>(users);
export const OVERVIEW = operation<OfUser<User & { overview: Overview }>, Scope & { compareTo: { kind: string } }>(overview);
export const CHARTS = operation<OfUser<Record<ChartSlot, Chart>>, Scope>(dashboardCharts);
export const CONTENT = operation<
  OfUser<{ content: Connection<ContentPiece> }>,
  {
    userId: string;
    first: number;
    filter: { period: PeriodInput; platforms?: Platform[] };
    segment: string | null;
    orderBy: { field: string; direction: string };
  }
>(content);
export const RECOMMENDATIONS = operation<OfUser<{ recommendations: Recommendation[] }>, Scope>(recommendations);
export const COLLECT = operation<{ collect: CollectResult }, { input: { userId: string; platforms: Platform[] | null } }>(
  collect,
);
export const METRICS_LIVE = operation<{ metrics: { platform: Platform } }, { userId: string; platforms: Platform[] | null }>(
  metricsLive,
);
export const COLLECTION_PROGRESS = operation<{ collection: CollectionRun }, { runId: string }>(collectionProgress);

export const IMPORT_EXPORT = operation<
  { importExport: ImportExportResult },
  { input: { userId: string } & ImportAnswers }
>(importExport);
/** Null: the server does not know it any more. */
export const IMPORT = operation<{ node: FileImport | null }, { id: string }>(importFile);
