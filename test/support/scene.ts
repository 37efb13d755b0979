import type { Environment } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { noOptions, type PlanOptions } from '../../src/offboarding/model.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import type { FaultAnswer } from '../../src/sandbox/tenant/faults.ts';
import type { RecordedCall } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { recoverRuns } from '../../src/workflow/recover.ts';
import { attendWaiting } from '../../src/approvals/wait.ts';
import { auditRows, type AuditRow } from './auditRows.ts';
import { beside, type Beside } from './attending.ts';
import { textAt, verbs } from './card.ts';
import type { Client } from './client.ts';
import { freshPostgres } from './databases.ts';
import { addReport, approvalIn, becomes, shownIn, startCast, type Asked, type Cast } from './journey.ts';
import { proposeAs } from './proposing.ts';
import type { CardJson, ChatMessage } from './teams.ts';

/** A cast for many short journeys, each about a leaver of its own, with the use cases beside it. */
export interface Scene extends Cast {
  readonly database: Database;
  readonly aside: Beside;
  close(): Promise<void>;
}

export async function startScene(environment: Environment = {}): Promise<Scene> {
  const database = await freshPostgres();
  const cast = await startCast({ database, environment: { REQUESTS_PER_DAY: '1000', ...environment } });
  const aside = await beside(cast.world, database);
  return {
    ...cast,
    database,
    aside,
    close: async () => {
      await aside.stop();
      await cast.world.close();
    },
  };
}

/** A request about somebody new, and the message of each side's card. */
export interface Case extends Asked {
  readonly name: string;
  readonly leaverId: string;
}

export interface Wanted {
  readonly path: OffboardingRequest['path'];
  readonly options?: Partial<PlanOptions>;
  readonly runAt?: Date;
  /** What is so before it is asked. */
  readonly given?: (leaverId: string) => void;
}

/** The manager's request past its dialog, up to the approver's card. */
export async function askAbout(scene: Scene, name: string, wanted: Wanted): Promise<Case> {
  const { requestId, leaverId } = await propose(scene, name, wanted);
  const theirs = await approvalIn(scene.world, scene.approver, requestId);
  return { requestId, name, leaverId, theirs, mine: await messageAbout(scene, scene.manager, name) };
}

/** The manager's request past its dialog. */
export async function propose({ world, aside }: Scene, name: string, { path, options, runAt, given }: Wanted) {
  const mail = `${name.toLowerCase().replaceAll(' ', '.')}@contoso.example`;
  const { id: leaverId } = addReport(world, { displayName: name, mail, userPrincipalName: mail });
  given?.(leaverId);
  const planned = { ...noOptions, ...options };
  const { id: requestId } = await proposeAs(aside.deps, { leaverId, path, options: planned, runAt: runAt ?? null });
  return { requestId, leaverId };
}

/** The newest message of a chat with a card about this person that fits. */
export function messageAbout(
  { world }: Pick<Scene, 'world'>,
  client: Client,
  ...[name, fits = () => true]: [string, ((card: CardJson) => boolean)?]
): Promise<ChatMessage> {
  const about = ({ activity }: ChatMessage) =>
    (activity.attachments ?? []).some(({ content }) => textAt(content, 'person-name') === name && fits(content));
  return world.teams.until(`a card about ${name}`, () => client.messages.findLast(about));
}

/** Approves, and waits until the approver's card fits. */
export async function approveUntil(
  scene: Scene,
  { theirs }: Asked,
  ...[what, fits]: [string, (card: CardJson) => boolean]
): Promise<CardJson> {
  await scene.approver.press('approve', {}, shownIn(theirs));
  return becomes(scene, theirs, what, fits);
}

/** Presses Undo on the approver's card; answers the message with the plan. */
export async function askToUndo(scene: Scene, { name, theirs }: Pick<Case, 'name' | 'theirs'>): Promise<ChatMessage> {
  await scene.approver.press('undo', {}, await becomes(scene, theirs, 'undoable', offers('undo')));
  return messageAbout(scene, scene.approver, name, offers('confirm-undo'));
}

/** Undoes it from the approver's card, and waits until the undo's own card says that it is done. */
export async function undoNow(scene: Scene, one: Pick<Case, 'name' | 'theirs'>): Promise<void> {
  const plan = await askToUndo(scene, one);
  await scene.approver.press('confirm-undo', {}, shownIn(plan));
  await becomes(scene, plan, 'done', isDone);
}

/** The card of a run that has ended. */
export function isReceipt(card: CardJson): boolean {
  return textAt(card, 'headline') !== '';
}

export function isDone(card: CardJson): boolean {
  return textAt(card, 'headline').startsWith('Done\n');
}

export function offers(...wanted: string[]): (card: CardJson) => boolean {
  return (card) => wanted.every((verb) => verbs(card).includes(verb));
}

/** What a client sends for a button, whatever its card shows. */
export function click(verb: string, data: object) {
  return { action: { type: 'Action.Execute', verb, data } };
}

/** The request as it is stored. */
export async function stored({ aside }: Scene, { requestId }: Pick<Asked, 'requestId'>): Promise<OffboardingRequest> {
  const request = await aside.deps.store.requests.find(requestId);
  if (request === undefined) throw new Error('no such request');
  return request;
}

/** The request's rows of the audit, or those of one action. */
export async function auditOf(
  { database }: Scene,
  { requestId }: Pick<Asked, 'requestId'>,
  action?: AuditRow['action'],
): Promise<AuditRow[]> {
  const rows = await auditRows(database);
  return rows.filter((row) => row.requestId === requestId && (action ?? row.action) === row.action);
}

const dayInMs = 86_400_000;

/** Lets days go by, and what is due then happen at once. */
export async function days(scene: Scene, count: number): Promise<void> {
  await hours(scene, count * 24);
}

export async function hours({ world, aside }: Scene, count: number): Promise<void> {
  world.clock.advance((count * dayInMs) / 24);
  await attendWaiting(aside.deps);
  await recoverRuns({ ...aside.deps, log: createLog('silent') });
}

/** The calls to Graph about this person that change something, in order. */
export function changesOf({ world }: Pick<Scene, 'world'>, leaverId: string): RecordedCall[] {
  return world.tenant.calls.filter(
    ({ method, path }) => method !== 'GET' && path.includes(leaverId) && !path.includes('checkMember'),
  );
}

export const writeOf = {
  'block-sign-in': (id: string) => ({ method: 'PATCH', path: `^/users/${id}$` }),
  'revoke-sessions': (id: string) => ({ method: 'POST', path: `^/users/${id}/revokeSignInSessions$` }),
  'delete-user': (id: string) => ({ method: 'DELETE', path: `^/users/${id}$` }),
  'restore-user': (id: string) => ({ method: 'POST', path: `^/directory/deletedItems/${id}/restore$` }),
} as const;

/** The next writes of this step about this person are answered so. */
export function failNext(
  { world }: Pick<Scene, 'world'>,
  ...[step, id, { answer, times = 1 }]: [keyof typeof writeOf, string, { answer: FaultAnswer; times?: number }]
): void {
  world.tenant.fault({ ...writeOf[step](id), times, answer });
}
