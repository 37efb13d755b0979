/** Looks that go on in the background. */
export interface Looks {
  /** Looks at once, if no look is under way. */
  now(): void;
  /** Looks no more, and waits for a look that is under way. */
  stop(): Promise<void>;
}

/** Looks again and again, one look at a time: what a slow one leaves out, the next one finds. `look` must not reject. */
export function lookEvery(milliseconds: number, look: () => Promise<void>): Looks {
  let looking: Promise<void> | undefined;
  const now = (): void => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  };
  const timer = setInterval(now, milliseconds);
  return {
    now,
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
