// Prints a user's overview: every figure with its status and, where there is none, the reason.
//
//   npm run clients && node dist/overview.js USER_ID [--url http://127.0.0.1:8000/graphql]
import { execute, serverUrl } from './server.js';

interface MetricValue {
  metric: { unit: string };
  /** Null: not observed. */
  value: number | null;
  status: string;
  reason: string | null;
  coverage: { measured: number; expected: number; unit: string } | null;
}

const FIGURES = {
  totalFollowers: 'Total followers',
  followersNet: 'Net follower growth',
  growthRate: 'Growth rate',
  totalEngagement: 'Total engagement',
  averageEngagementRate: 'Average engagement rate',
  postsPublished: 'Posts published',
  views: 'Views',
  impressions: 'Impressions',
  reach: 'Reach',
} as const;

interface OverviewData {
  user: {
    userId: string;
    name: string | null;
    overview: Record<keyof typeof FIGURES, MetricValue> & { period: { start: string; end: string } };
  } | null;
}

function amount({ value, metric }: MetricValue): string {
  if (value === null) return '—';
  return metric.unit === 'FRACTION' ? `${(value * 100).toFixed(2)}%` : value.toLocaleString('en');
}

function remark({ reason, coverage }: MetricValue): string {
  const gap =
    coverage && coverage.measured < coverage.expected
      ? `${coverage.measured} of ${coverage.expected} ${coverage.unit.toLowerCase()}`
      : null;
  return [gap, reason?.toLowerCase().replaceAll('_', ' ')].filter(Boolean).join(', ');
}

const args = process.argv.slice(2);
const userId = args[0];
if (!userId || userId.startsWith('-')) {
  console.error('usage: node dist/overview.js USER_ID [--url ADDRESS]');
  process.exit(2);
}

const { user } = await execute<OverviewData>(serverUrl(args), 'overview', { userId });
if (!user) {
  console.error(`There is no user ${userId}.`);
  process.exit(1);
}
const { period } = user.overview;
console.log(`${user.name ?? user.userId}, ${period.start} to ${period.end} (excluded)`);
for (const [field, name] of Object.entries(FIGURES) as [keyof typeof FIGURES, string][]) {
  const figure = user.overview[field];
  const line = `${name.padEnd(24)}${amount(figure).padStart(16)}  ${figure.status.toLowerCase().padEnd(12)}${remark(figure)}`;
  console.log(line.trimEnd());
}
