/** What a process does when it is told to end. */
export interface Ending {
  /** Ends what is under way and closes everything. */
  readonly stop: () => Promise<void>;
  /** Tells whoever runs the process what went wrong. */
  readonly report: (what: string, error?: unknown) => void;
  readonly withinMs?: number;
}

/** Service managers kill after 30 s (Kubernetes, App Service); what we end ourselves by then is told and not cut off. */
const endWithinMs = 20_000;

/**
 * Ends the process on SIGTERM or Ctrl-C: with 0 when all was ended, with 1 when that failed or took too long. Ctrl-C reaches us
 * twice, from the terminal and from npm: a second signal doesn't cut the first one's work short.
 */
export function endOnSignals(ending: Ending): void {
  const state: { ending?: Promise<never> } = {};
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      state.ending ??= end(ending);
    });
  }
}

async function end({ stop, report, withinMs = endWithinMs }: Ending): Promise<never> {
  setTimeout(() => {
    // Nothing is lost: claims and jobs lapse, and another replica or the next start goes on with them.
    report(`stop not ended after ${withinMs / 1000} s`);
    process.exit(1);
  }, withinMs);
  try {
    await stop();
  } catch (error) {
    report('stop failed', error);
    process.exit(1);
  }
  process.exit(0);
}
