import { z } from 'zod';
import type { ForwardingRule } from '../offboarding/belongings.ts';
import type { WriteMark } from '../offboarding/ports/tenant.ts';
import type { GraphClient } from './client.ts';
import { lacksMailbox } from './mailbox.ts';
import { inboxRulePath, inboxRulesPath } from './paths.ts';
import { pageOf, readAll } from './reading.ts';
import { isNotFound } from './told.ts';

const rule = z.object({ id: z.string(), displayName: z.string().nullish() });

/** Ids of the inbox rules with this name; who has no mailbox has none. Throws `graph-…`. Graph reference: mailFolder list messageRules. */
export async function readForwarding(client: GraphClient, userId: string, ruleName: string): Promise<string[]> {
  try {
    const rules = await readAll(client, { path: inboxRulesPath(userId), schema: pageOf(rule) });
    return rules.filter(({ displayName }) => displayName === ruleName).map(({ id }) => id);
  } catch (error) {
    if (lacksMailbox(error)) return [];
    throw error;
  }
}

/**
 * Adds a rule that forwards everything new and leaves it in the mailbox. A second one would forward twice. Throws `graph-not-found`
 * where there is no mailbox, and other `graph-…`, `graph-outcome-unknown` among them. Graph reference: mailFolder post messageRules.
 */
export async function addForwarding(
  client: GraphClient,
  { userId, rule: { ruleName, to } }: { readonly userId: string; readonly rule: ForwardingRule },
  { clientRequestId }: WriteMark,
): Promise<void> {
  const body = {
    displayName: ruleName,
    sequence: 1,
    isEnabled: true,
    // Whoever had rules of their own goes on having them.
    actions: { forwardTo: [{ emailAddress: { name: to.name, address: to.address } }], stopProcessingRules: false },
  };
  await client.call({ method: 'POST', path: inboxRulesPath(userId), kind: 'write', body, clientRequestId });
}

/** Removes a rule, which may be gone already. Throws `graph-…`, `graph-outcome-unknown` among them. Graph reference: messageRule delete. */
export async function removeForwarding(
  client: GraphClient,
  { userId, ruleId }: { readonly userId: string; readonly ruleId: string },
  { clientRequestId }: WriteMark,
): Promise<void> {
  try {
    await client.call({ method: 'DELETE', path: inboxRulePath(userId, ruleId), kind: 'write', clientRequestId });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
