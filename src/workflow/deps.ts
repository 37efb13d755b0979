import type { Deps } from '../approvals/inspect.ts';
import type { Log } from '../log.ts';

/** What a run works with. */
export interface RunDeps extends Deps {
  readonly log: Log;
}
