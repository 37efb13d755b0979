import { FarewellError } from '../errors.ts';

/** The value of a read that had to succeed. Throws its error. */
export function must<T>(result: T | FarewellError): T {
  if (result instanceof FarewellError) throw result;
  return result;
}

/** The value of a read, or `otherwise` where it failed with one of these codes. Throws any other error. */
export function orElse<T, O>(result: T | FarewellError, codes: readonly FarewellError['code'][], otherwise: O): T | O {
  return result instanceof FarewellError && codes.includes(result.code) ? otherwise : must(result);
}
