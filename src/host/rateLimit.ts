/** How often something may happen for one key. */
export interface RateLimit {
  /** Takes one for this key; answers 0, or the seconds after which there is one again. */
  take(key: string): number;
}

export interface Rate {
  /** So many at once. */
  readonly burst: number;
  /** So many come back each second. */
  readonly perSecond: number;
}

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/**
 * A token bucket for each key, in this process: replicas count apart, and so let through that many times as much. restify's
 * throttle goes by address or user, by its own clock, and doesn't say when to come back.
 */
export function createRateLimit({ burst, perSecond, now }: Rate & { readonly now: () => Date }): RateLimit {
  const buckets = new Map<string, Bucket>();
  const fullAfterMs = (burst / perSecond) * 1000;
  return {
    take(key) {
      const at = now().getTime();
      dropFull(buckets, at - fullAfterMs);
      const { left, at: since } = buckets.get(key) ?? { left: burst, at };
      // A clock that is set back gives nothing, and takes nothing away.
      const filled = Math.min(burst, left + (Math.max(0, at - since) / 1000) * perSecond);
      if (filled < 1) return (1 - filled) / perSecond;
      buckets.delete(key);
      buckets.set(key, { left: filled - 1, at });
      return 0;
    },
  };
}

/** Who has not been heard of since then has a full bucket, as a newcomer has. The map holds the longest unheard first. */
function dropFull(buckets: Map<string, Bucket>, before: number): void {
  for (const [key, { at }] of buckets) {
    if (at > before) return;
    buckets.delete(key);
  }
}
