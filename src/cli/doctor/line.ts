export type Verdict = 'pass' | 'warn' | 'fail' | 'not tried';

/** One line of the doctor's table. */
export interface Line {
  readonly check: string;
  readonly verdict: Verdict;
  /** What was seen: no secret, and of people no more than their number. */
  readonly seen: string;
  /** What to do about it; empty where there is nothing to do. */
  readonly todo: string;
}

/** All is well. */
export function pass(check: string, seen: string): Line {
  return { check, verdict: 'pass', seen, todo: '' };
}

/** It works, but not as it should. */
export function warn(check: string, seen: string, todo: string): Line {
  return { check, verdict: 'warn', seen, todo };
}

/** Something does not work. */
export function fail(check: string, seen: string, todo: string): Line {
  return { check, verdict: 'fail', seen, todo };
}

/** It was not looked at. */
export function notTried(check: string, seen: string, todo = ''): Line {
  return { check, verdict: 'not tried', seen, todo };
}
