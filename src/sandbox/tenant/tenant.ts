import type { Observer, RecordedCall } from './call.ts';
import type { Faults } from './faults.ts';
import type { Lag } from './lag.ts';
import type { TenantState } from './state.ts';

/** The running tenant that requests are served from. */
export interface Tenant {
  readonly state: TenantState;
  readonly calls: RecordedCall[];
  readonly faults: Faults;
  readonly lag: Lag;
  readonly now: () => Date;
  /** Makes the state durable; returns once it is. */
  readonly save: () => void;
  readonly log: (event: object) => void;
  readonly observer: Observer | undefined;
}
