// Tells when the figures on screen have changed on the server. Events are hints: the page asks again.
import { subscribe } from './api';
import { METRICS_LIVE } from './operations';
import type { Platform } from './types';

/** Events of one collected page come close together; one refresh answers them all. */
const GATHER_MS = 500;

/** Calls `changed` after a change of the user's figures, until the returned function is called. */
export function followMetrics(userId: string, platforms: Platform[] | null, changed: () => void): () => void {
  const seen = new Map<Platform, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fire = () => {
    timer = undefined;
    if (document.hidden) document.addEventListener('visibilitychange', fire, { once: true });
    else changed();
  };
  const stop = subscribe(METRICS_LIVE, { userId, platforms }, {
    next: ({ metrics }) => {
      // The first event of a platform, and the first after a reconnection, is its present state.
      const now = JSON.stringify(metrics);
      const before = seen.get(metrics.platform);
      seen.set(metrics.platform, now);
      if (before !== undefined && before !== now) timer ??= setTimeout(fire, GATHER_MS);
    },
    failed: (error) => console.warn(`Live figures: ${error.message} (${error.code})`),
  });
  return () => {
    stop();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', fire);
  };
}
