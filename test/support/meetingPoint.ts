import type { Tenant } from '../../src/offboarding/ports/tenant.ts';

/** Lets everybody wait until so many have come. */
export function meetingPoint(count: number): () => Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const come = { so: 0 };
  return () => {
    come.so += 1;
    if (come.so === count) resolve(undefined);
    return promise;
  };
}

/** A tenant whose answer about a leaver nobody gets before everybody does: what follows on it happens at once. */
export function answeringTogether(tenant: Tenant, meet: () => Promise<unknown>): Tenant {
  return {
    ...tenant,
    readLeaverAndPeople: async (...question) => {
      const answer = await tenant.readLeaverAndPeople(...question);
      await meet();
      return answer;
    },
  };
}
