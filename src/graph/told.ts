import { FarewellError, hasCode } from '../errors.ts';
import type { UnreadFact } from '../offboarding/people.ts';

/** A part of the facts, and which part it is that is missing from it because it may not be read. */
export interface Told<T> {
  readonly value: T;
  readonly unread: readonly UnreadFact[];
}

/** This, and nothing missing from it. */
export function told<T>(value: T): Told<T> {
  return { value, unread: [] };
}

/** This in the place of what may not be read. */
export function untold<T>(value: T, fact: UnreadFact): Told<T> {
  return { value, unread: [fact] };
}

/** A part without which a leaver can be judged all the same: what it is called, and taken for where it can't be read. */
export interface Optional<O> {
  readonly fact: UnreadFact;
  readonly otherwise: O;
  /** Errors that mean there is no such thing: nothing is missing then. */
  readonly isAbsent?: (error: FarewellError) => boolean;
}

/**
 * A read's answer where there is one; a refusal makes it untold. Throws errors that tell of no refusal: Graph out of reach, or an
 * answer that isn't one.
 */
export function toldOr<T, O>(result: T | FarewellError, { fact, otherwise, isAbsent }: Optional<O>): Told<T | O> {
  if (!(result instanceof FarewellError)) return told<T | O>(result);
  if (isAbsent?.(result) === true) return told<T | O>(otherwise);
  if (isRefusal(result)) return untold<T | O>(otherwise, fact);
  throw result;
}

/** No permission for it, or a state in which it answers nobody: a OneDrive that is locked, say. */
export function isRefusal(error: unknown): boolean {
  return hasCode(error, 'graph-forbidden', 'graph-bad-request', 'graph-conflict');
}

/** There is no such thing, or no service that would have it. */
export function isNotFound(error: unknown): boolean {
  return hasCode(error, 'graph-not-found');
}
