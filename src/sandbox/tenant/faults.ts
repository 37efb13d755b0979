import { badRequest } from './errors.ts';

/** What goes wrong instead of, or around, the answer to a call. */
export interface FaultAnswer {
  readonly status?: number;
  /** Seconds, or an HTTP date. */
  readonly retryAfter?: number | string;
  /** Graph's own words in the place of those that go with `status`: what only a message tells apart. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Sent as it is, e.g. the HTML page of a 502. */
  readonly body?: string;
  /** Waits before the effect. */
  readonly delayMs?: number;
  /** Waits after the effect, before the answer. */
  readonly silentMs?: number;
  /** Cuts the connection before or after the effect. */
  readonly drop?: 'before' | 'after';
  /** The effect takes place although `status` says otherwise: the outcome that a client cannot know. */
  readonly applied?: boolean;
}

export interface FaultRule {
  readonly method?: string;
  /** Source of a RegExp, matched on decoded path and query without `/v1.0`. */
  readonly path: string;
  /** The first matching call that it strikes; 1 by default. */
  readonly nth?: number;
  /** How many calls it strikes from there on; 1 by default, -1 for all. */
  readonly times?: number;
  readonly answer: FaultAnswer;
}

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** The fault that hits this call, if any; every call must be told exactly once. */
  strike(method: string, path: string): FaultAnswer | undefined;
}

interface ActiveRule {
  readonly rule: FaultRule;
  readonly pattern: RegExp;
  seen: number;
  struck: number;
}

export function createFaults(): Faults {
  const active: ActiveRule[] = [];
  return {
    add: (rule) => void active.push({ rule, pattern: new RegExp(rule.path), seen: 0, struck: 0 }),
    clear: () => void active.splice(0),
    strike: (method, path) => strike(active, method, path),
  };
}

function strike(active: readonly ActiveRule[], method: string, path: string): FaultAnswer | undefined {
  const matching = active.filter(({ rule, pattern }) => (rule.method ?? method) === method && pattern.test(path));
  // Every matching rule counts the call, also when another one strikes it: "the third call" means the third.
  for (const each of matching) each.seen += 1;
  const chosen = matching.find(isDue);
  if (chosen !== undefined) chosen.struck += 1;
  return chosen?.rule.answer;
}

function isDue({ rule, seen, struck }: ActiveRule): boolean {
  const times = rule.times ?? 1;
  return seen >= (rule.nth ?? 1) && (times < 0 || struck < times);
}

/** Checks a rule that came over HTTP. Throws a 400. */
export function asFaultRule(value: unknown): FaultRule {
  const rule = value as Partial<FaultRule> | null;
  if (typeof rule?.path !== 'string' || typeof rule.answer !== 'object')
    throw badRequest('A fault needs a path and an answer.');
  return rule as FaultRule;
}
