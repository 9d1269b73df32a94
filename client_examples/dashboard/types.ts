// The parts of the schema that this page reads, under the schema's own names.

export type Platform = string;
export type MetricStatus = 'MEASURED' | 'DERIVED' | 'ESTIMATED' | 'PARTIAL' | 'UNAVAILABLE';
export type Unit = 'COUNT' | 'SECONDS' | 'HOURS' | 'FRACTION';
export type Verdict = 'CHANGED' | 'NOISE' | 'NOT_ENOUGH_DATA';
export type RunStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'PARTIAL' | 'FAILED' | 'INTERRUPTED';
export type EvidenceState = 'NOT_ENOUGH_DATA' | 'NO_CLEAR_BEST' | 'TENTATIVE' | 'SUPPORTED';

export interface MetricValue {
  metric: { key: string; name: string; unit: Unit; definition?: string; formula?: string | null };
  /** Null: not observed. Never 0 in its place. */
  value: number | null;
  status: MetricStatus;
  coverage: { measured: number; expected: number; unit: 'POSTS' | 'DAYS' | 'ACCOUNTS' } | null;
  asOf: string | null;
  reason: string | null;
  basis: string | null;
  bounds: { lower: number | null; upper: number | null } | null;
  change?: {
    previous: number | null;
    absolute: number | null;
    relative: number | null;
    reason: string | null;
    significance: { verdict: Verdict; adjustedPValue: number | null; posts: number; postsBefore: number } | null;
  } | null;
  interval?: { lower: number; upper: number; posts: number } | null;
}

/** Whole days of the user's zone, `end` excluded. */
export interface Period {
  start: string;
  end: string;
}

export interface Account {
  id: string;
  platform: Platform;
  handle: string | null;
  label: string;
  status: string;
}

export interface User {
  userId: string;
  name: string | null;
  timeZone: string;
  accounts: Account[];
  /** Saved filters, by name. */
  segments: Segment[];
}

export interface Segment {
  segmentId: string;
  name: string;
  description: string;
}

export interface Overview {
  period: Period & { timeZone: string; days: number };
  comparedTo: Period | null;
  /** True: made-up numbers are among the figures. */
  sample: boolean;
  totalFollowers: MetricValue;
  followersNet: MetricValue;
  growthRate: MetricValue;
  totalEngagement: MetricValue;
  averageEngagementRate: MetricValue;
  postsPublished: MetricValue;
  views: MetricValue;
  impressions: MetricValue;
  reach: MetricValue;
}

export type ChartSlot =
  | 'timeSeries'
  | 'platformComparison'
  | 'engagementBreakdown'
  | 'contentPerformance'
  | 'bestPostingTimes'
  | 'contentTypePerformance';

export interface Chart {
  kind: string;
  title: string;
  subtitle: string;
  notes: string[];
  /** True: the numbers are made up, for trying the server out. */
  sample: boolean;
  labels: string[];
  datasets: { label: string; unit: Unit; data: (number | null)[]; statuses: MetricStatus[] }[];
  /** A complete Chart.js configuration, opaque to this page. */
  chartJs: unknown;
}

export interface ContentPiece {
  id: string;
  postId: string;
  platform: Platform;
  contentType: string;
  postedAt: string;
  text: string | null;
  url: string | null;
  deletedAt: string | null;
  account: Pick<Account, 'label' | 'status'>;
  engagements: MetricValue;
  engagementRate: MetricValue;
}

export interface Effect {
  posts: number;
  /** Fractions: 0.2 is 20 % more than usual. */
  lift: number;
  lower: number;
  upper: number;
  /** That the lift is above 0. */
  probability: number;
}

export interface Recommendation {
  kind: string;
  state: EvidenceState;
  text: string;
  posts: number;
  effect: Effect | null;
  query: string;
}

export interface CollectionRun {
  runId: string;
  status: RunStatus;
  /** From 0 to 1. */
  progress: number;
  observationsAdded: number;
  accounts: {
    account: Pick<Account, 'platform' | 'label'>;
    status: RunStatus;
    observationsAdded: number;
    reason: string | null;
  }[];
}

export type CollectResult =
  | { __typename: 'CollectionRun'; runId: string }
  | { __typename: 'CollectionAlreadyRunningError'; message: string; runId: string }
  | { __typename: string; message: string };

export type ExportQuestion = 'PLATFORM' | 'ACCOUNT' | 'TIME_ZONE' | 'YEAR' | 'KIND' | 'OBSERVED_AT';

/** What a file does not say itself. */
export interface ImportAnswers {
  platform?: Platform;
  account?: string;
  timeZone?: string;
  year?: number;
  kind?: string;
  /** An instant, ISO 8601. */
  observedAt?: string;
}

export interface Question {
  question: ExportQuestion;
  /** Empty: the answers cannot be listed. */
  choices: string[];
  message: string;
}

export type ImportExportResult =
  | { __typename: 'Import'; id: string; importId: string; status: RunStatus }
  | ({ __typename: 'ExportQuestionError' } & Question)
  | { __typename: 'UnreadableExportError' | 'UserNotFoundError' | 'InvalidInputError'; message: string };

export interface FileImport {
  fileName: string;
  status: RunStatus;
  /** From 0 to 1. */
  progress: number;
  reason: string | null;
  rowsRead: number;
  posts: number;
  days: number;
  postsAdded: number;
  observationsAdded: number;
  accounts: string[];
  leftOut: { cause: string; rows: number }[];
  notes: string[];
  parts: {
    title: string;
    part: string | null;
    posts: number;
    days: number;
    firstDay: string | null;
    /** Included. */
    lastDay: string | null;
  }[];
  ignored: { name: string; reason: string }[];
}

export interface Connection<Node> {
  totalCount: number;
  edges: { node: Node }[];
  pageInfo: { hasNextPage: boolean };
}
