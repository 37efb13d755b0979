import { FarewellError } from '../errors.ts';

/** One that can't be reached doesn't stop the others; the job is tried again for it. Throws `cards-behind`. */
export function failTogether(results: readonly PromiseSettledResult<unknown>[]): void {
  const faults = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (faults.length === 0) return;
  const cause = new AggregateError(faults);
  throw new FarewellError('cards-behind', `${faults.length} faults while bringing cards up to date`, { cause });
}
