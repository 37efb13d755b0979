import { randomUUID } from 'node:crypto';
import type { TestClock } from './world.ts';

/** Time that stands until a test moves it: what happens a millisecond before a deadline and at it can be told apart. */
export function stillClock(start = new Date('2026-03-02T09:00:00.000Z')): TestClock {
  const moved = { by: 0 };
  const pauses: number[] = [];
  return {
    pauses,
    now: () => new Date(start.getTime() + moved.by),
    newId: () => randomUUID(),
    advance: (milliseconds) => {
      moved.by += milliseconds;
    },
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
  };
}
