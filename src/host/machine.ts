import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Ambient } from '../offboarding/ports/ambient.ts';

/** The machine's own time, ids and waiting. */
export const machine: Ambient = {
  now: () => new Date(),
  newId: () => randomUUID(),
  pause: (milliseconds) => delay(milliseconds),
};
