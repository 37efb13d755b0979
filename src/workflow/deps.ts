import type { Deps } from '../approvals/inspect.ts';
import type { Log } from '../log.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** What a run works with. */
export interface RunDeps extends Deps {
  readonly log: Log;
  /** Left out: nothing is measured. */
  readonly telemetry?: Telemetry;
}
