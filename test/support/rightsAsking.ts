import { part, textAt } from './card.ts';
import type { Client } from './client.ts';
import { leaver, players, type RightsWorld } from './rightsCast.ts';
import { execute, glance, newsOf, send, type AuditEntry } from './rightsProbe.ts';
import type { RightsRequest } from './rightsRequests.ts';
import { words, type AskingAct, type Role } from './rightsTable.ts';

/** What came of looking for the leaver and of asking for them: words of the table, or what fits none. */
export type Asked = Readonly<Record<AskingAct, string>>;

/** Asks for the leaver as far as this role gets, and, where that is not far, presses what it would take to get further. */
export async function askAs(
  rights: RightsWorld,
  { request, role }: { request: RightsRequest; role: Role },
): Promise<Asked> {
  const client = rights.client(role);
  const news = await newsOf(rights, request, players[role].person.id);
  const before = await glance(rights, request);
  const found = await search(client);
  const looked = (await news()).audited;
  await (found ? goOn(client) : pressOn(client));
  const asked = (await news()).audited;
  const after = await glance(rights, request);
  await send(client, { type: 'message', text: 'cancel' });
  const isMade = after.requests === before.requests + 1 && asked.some(({ action }) => action === 'request-made');
  return {
    search: found && looked.length === 0 ? 'yes' : ruleWord(looked),
    request: isMade ? 'yes' : after.requests === before.requests ? ruleWord([...looked, ...asked]) : 'made unseen',
  };
}

/** Whether the fork about the leaver came up. */
async function search(client: Client): Promise<boolean> {
  const { sent } = await send(client, { type: 'message', text: `offboard ${leaver.displayName}` });
  return sent.some((card) => textAt(card, 'person-name') === leaver.displayName);
}

async function goOn(client: Client): Promise<void> {
  for (const verb of ['keep', 'now', 'confirm']) await client.press(verb);
}

/** The buttons that nobody offered, with the key of the question that stands there or of none. */
async function pressOn(client: Client): Promise<void> {
  const open = client.cards.findLast((card) => part(card, 'who') !== undefined);
  const [button] = (open?.['actions'] ?? []) as { readonly data?: object }[];
  const key = { requestId: crypto.randomUUID(), version: 1, ...button?.data };
  for (const verb of ['choose', 'keep', 'now', 'confirm']) {
    await send(client, execute(verb, { ...key, ...(verb === 'choose' ? { person: leaver.id } : {}) }));
  }
}

/** The first row tells why; the buttons that were pressed all the same have theirs after it. */
function ruleWord(audited: readonly AuditEntry[]): string {
  const [row] = audited;
  const word = Object.entries(words).find(([, { rule }]) => rule !== null && rule === row?.rule)?.[0];
  return word ?? JSON.stringify(audited);
}
