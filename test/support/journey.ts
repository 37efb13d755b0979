import type { OffboardingPath } from '../../src/offboarding/model.ts';
import { sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import type { RecordedCall } from '../../src/sandbox/tenant/server.ts';
import type { User } from '../../src/sandbox/tenant/state.ts';
import { part, verbs } from './card.ts';
import type { Client } from './client.ts';
import type { CardJson, ChatMessage } from './teams.ts';
import { startWorld, type World, type WorldOptions } from './world.ts';

/** A world with the two people who make every journey. */
export interface Cast {
  readonly world: World;
  readonly manager: Client;
  readonly approver: Client;
}

export async function startCast(options: WorldOptions = {}): Promise<Cast> {
  const world = await startWorld(options);
  const cast = { world, manager: world.client('manager'), approver: world.client('approver') };
  await cast.manager.arrive();
  await cast.approver.arrive();
  return cast;
}

export interface Wish {
  readonly path: OffboardingPath;
  readonly who?: string;
  /** In words; else as soon as it is approved. */
  readonly when?: string;
  /** What is typed to confirm a delete. */
  readonly mail?: string;
  readonly reason?: string;
}

/** A request that waits for a decision: its id, and the message of each side's card, which is updated in place. */
export interface Asked {
  readonly requestId: string;
  readonly mine: ChatMessage;
  readonly theirs: ChatMessage;
}

/** From the first message up to the approver's card. */
export async function askFor(cast: Cast, wish: Wish): Promise<Asked> {
  const request = await confirmFor(cast, wish);
  return { ...request, theirs: await approvalIn(cast.world, cast.approver, request.requestId) };
}

/** From the first message up to the requester's Confirm. */
export async function confirmFor({ manager }: Pick<Cast, 'manager'>, wish: Wish): Promise<Omit<Asked, 'theirs'>> {
  const { path, who = 'Alex Wilber', when, mail = sandboxPeople.leaver.mail, reason = 'Contract ends' } = wish;
  await manager.say(`offboard ${who}`);
  await manager.press(path);
  await (when === undefined ? manager.press('now') : manager.say(when));
  const mine = newest(manager);
  const requestId = requestIdOf(manager.card);
  await manager.press('confirm', path === 'delete' ? { reason, confirmMail: mail } : { reason });
  return { requestId, mine };
}

/** The message in this approver's chat that asks about the request. */
export function approvalIn({ teams }: World, approver: Client, requestId: string): Promise<ChatMessage> {
  return teams.until('the approval card', () =>
    approver.messages.find((message) => cardIn(message, (card) => asksAbout(card, requestId)) !== undefined),
  );
}

/** Approves, and waits until both sides see the receipt; answers the requester's. */
export async function approveAndRun(cast: Cast, { mine, theirs }: Asked): Promise<CardJson> {
  await cast.approver.press('approve', {}, shownIn(theirs));
  const isReceipt = (card: CardJson) => part(card, 'headline') !== undefined;
  await becomes(cast, theirs, 'a receipt', isReceipt);
  return becomes(cast, mine, 'a receipt', isReceipt);
}

/** Waits until the message shows a card that fits. */
export function becomes(
  { world }: Pick<Cast, 'world'>,
  message: ChatMessage,
  ...[what, fits]: [string, (card: CardJson) => boolean]
): Promise<CardJson> {
  return world.teams.until(`the card becomes ${what}`, () => cardIn(message, fits));
}

/** The last message of a chat that holds a card. */
export function newest(client: Client): ChatMessage {
  const message = client.messages.findLast((each) => cardIn(each, () => true) !== undefined);
  if (message === undefined) throw new Error('no card in the chat yet');
  return message;
}

/** The card that a message shows now. */
export function shownIn(message: ChatMessage): CardJson {
  const card = cardIn(message, () => true);
  if (card === undefined) throw new Error('no card in the message');
  return card;
}

export function requestIdOf(card: CardJson): string {
  return (card['actions'] as { data: { requestId: string } }[])[0]?.data.requestId ?? '';
}

/** The calls that change something, in order. */
export function writes({ tenant }: World): RecordedCall[] {
  return tenant.calls.filter(
    ({ method, path }) => method === 'PATCH' || method === 'DELETE' || path.includes('revokeSignInSessions'),
  );
}

/** One more report of the manager, like Alex Wilber but for what is given. */
export function addReport({ tenant }: Pick<World, 'tenant'>, changes: Partial<User>): User {
  const { users, managers } = tenant.state;
  const like = users[sandboxPeople.leaver.id];
  if (like === undefined) throw new Error('Alex Wilber is gone');
  const id = crypto.randomUUID();
  const assignedLicenses = [{ skuId: sandboxSkus.e3, disabledPlans: [] }];
  const userPrincipalName = changes.mail ?? like.userPrincipalName;
  users[id] = { ...like, userPrincipalName, assignedLicenses, proxyAddresses: [], ...changes, id };
  managers[id] = sandboxPeople.manager.id;
  return users[id];
}

function cardIn({ activity }: ChatMessage, fits: (card: CardJson) => boolean): CardJson | undefined {
  return (activity.attachments ?? []).map(({ content }) => content).find(fits);
}

function asksAbout(card: CardJson, requestId: string): boolean {
  return verbs(card).includes('approve') && requestIdOf(card) === requestId;
}
