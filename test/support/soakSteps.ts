import assert from 'node:assert/strict';
import type { JournalEntry } from '../../src/offboarding/journal.ts';
import { optionalSteps, type OptionalStepId, type StepId } from '../../src/offboarding/model.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import type { TenantState } from '../../src/sandbox/tenant/state.ts';
import { changedBetween, factsOf, isSame, type Facts } from './soakFacts.ts';
import type { SoakLeaver } from './soakThings.ts';

/** Whether this thing is as the step wants it, in the tenant's own state. */
type IsSo = (
  state: TenantState,
  leaver: SoakLeaver,
  about: { readonly id: string; readonly requestId: string },
) => boolean;

const asWanted: Readonly<Record<OptionalStepId, IsSo>> = {
  'disable-devices': ({ devices }, _, { id }) => devices[id]?.accountEnabled === false,
  'auto-reply': ({ mailboxes }, leaver) => {
    const { status, internalReplyMessage } = mailboxes[leaver.id]?.automaticRepliesSetting ?? {};
    return status === 'alwaysEnabled' && String(internalReplyMessage).includes('No longer here.<br>Write to &lt;desk@');
  },
  'forward-mail': ({ messageRules }, leaver, { requestId }) =>
    (messageRules[leaver.id] ?? []).some(({ displayName }) => displayName === `Farewell ${requestId}`),
  'cancel-meetings': ({ events }, leaver, { id }) => !(events[leaver.id] ?? []).some((event) => event.id === id),
  'share-files': ({ drivePermissions }, { driveId = '', successor }) =>
    (drivePermissions[driveId] ?? []).some(({ grantedToV2 }) => grantedToV2.user.id === successor.id),
  'hand-over-groups': ({ owners, users }, leaver, { id }) =>
    (owners[id] ?? []).some((owner) => owner !== leaver.id && users[owner]?.accountEnabled === true),
  'leave-groups': ({ members }, leaver, { id }) => members[id]?.includes(leaver.id) !== true,
  'reassign-reports': ({ managers }, { successor }, { id }) => managers[id] === successor.id,
  'remove-licences': ({ users, deletedUsers }, leaver, { id }) =>
    !((users[leaver.id] ?? deletedUsers[leaver.id])?.licenseAssignmentStates ?? []).some(
      ({ skuId, assignedByGroup }) => skuId === id && assignedByGroup === null,
    ),
};

export function isOptional(step: StepId): step is OptionalStepId {
  return (optionalSteps as readonly StepId[]).includes(step);
}

interface Held {
  readonly state: TenantState;
  readonly leaver: SoakLeaver;
  /** How everything stood before anything was done. */
  readonly before: Facts;
}

/** What an offboarding says of an optional step is so: of each thing, and of nothing that is not in the plan. */
export function checkOptionalStep(held: Held, request: OffboardingRequest, entry: JournalEntry): void {
  const { stepId, outcome, problem } = entry;
  if (!isOptional(stepId) || isDoubted(request, stepId)) return;
  const left = entry.leftovers.map(({ id }) => id);
  const isSo = (id: string) => asWanted[stepId](held.state, held.leaver, { id, requestId: request.id });
  const things = thingsOf(held, request, stepId);
  if (outcome === 'done' || outcome === 'already-so' || problem === 'not-all') {
    const notSo = things.filter((id) => !left.includes(id) && !isSo(id));
    assert.deepEqual(notSo, [], `${stepId} is ${outcome ?? ''}, and doesn't list all that is not so`);
  }
  if (outcome === 'done') assert.deepEqual(left, [], `${stepId} done in part`);
  if (outcome === 'failed' || outcome === 'skipped') {
    const nowSo = (problem === 'not-all' ? left : things).filter((id) => isSo(id) && !wasSo(held, stepId, id));
    assert.deepEqual(nowSo, [], `${stepId} is ${outcome} (${problem ?? ''}), yet so`);
  }
}

/** The receipt itself says that it is not so, or could not be read. */
function isDoubted({ receipt }: OffboardingRequest, stepId: StepId): boolean {
  const { notSo = [], unread = [] } = receipt?.unverified ?? {};
  return notSo.includes(stepId) || unread.includes(stepId);
}

/** The plan's things; meetings are named in none. */
function thingsOf({ leaver }: Held, { plan }: OffboardingRequest, step: OptionalStepId): readonly string[] {
  if (step === 'cancel-meetings') return leaver.meetings;
  const items = plan.scopes[step]?.items ?? [];
  return items.length === 0 ? [leaver.id] : items.map(({ id }) => id);
}

/** It was so before: by nobody's doing here. */
function wasSo({ state, leaver, before }: Held, step: OptionalStepId, id: string): boolean {
  const now = factsOf(state, leaver);
  const names = [...before, ...now].filter(([, fact]) => fact.step === step && fact.itemId === id);
  return names.every(([name]) => isSame(before, now, name));
}

/** Nothing has changed but what a step of the plan says it changed, or may have changed. */
export function checkNothingElse(held: Held, request: OffboardingRequest, journal: readonly JournalEntry[]): void {
  const now = factsOf(held.state, held.leaver);
  for (const name of changedBetween(held.before, now)) {
    const { step, itemId } = now.get(name) ?? held.before.get(name) ?? assert.fail();
    const entry = journal.find(({ stepId }) => stepId === step);
    assert.ok(entry, `${name} has changed, and the plan has no ${step}`);
    const mayBe = entry.outcome === 'done' || entry.outcome === 'unknown' || entry.problem === 'not-all';
    assert.ok(mayBe, `${name} has changed, and ${step} is ${entry.outcome ?? ''} (${entry.problem ?? ''})`);
    assert.ok(!entry.leftovers.some(({ id }) => id === itemId), `${name} has changed, and is listed as left`);
    const { items = [] } = request.plan.scopes[step] ?? {};
    assert.ok(
      items.length === 0 || items.some(({ id }) => id === itemId),
      `${name} has changed, and was not in the plan`,
    );
  }
}

/** No write had its effect twice. */
export function checkOnceEach({ state, leaver }: Held, { id }: OffboardingRequest): void {
  const rules = (state.messageRules[leaver.id] ?? []).filter(({ displayName }) => displayName === `Farewell ${id}`);
  assert.ok(rules.length <= 1, `${rules.length} rules`);
  const lists = [
    ...leaver.owned.map((group) => state.owners[group]),
    ...leaver.groups.map((group) => state.members[group]),
  ];
  for (const list of lists) assert.equal(new Set(list).size, list?.length ?? 0, 'a tie made twice');
}

/** How everything stood at three moments, and what was undone. */
export interface UndoSeen extends Held {
  /** When the offboarding had ended. */
  readonly after: Facts;
  /** When people had done what they did before the undo. */
  readonly deeded: Facts;
}

/** What was changed is back or listed; what people meant meanwhile is as they left it; nothing else has changed. */
export function checkUndone(seen: UndoSeen, request: OffboardingRequest, journal: readonly JournalEntry[]): void {
  const { before, after, deeded, state, leaver } = seen;
  const now = factsOf(state, leaver);
  for (const name of new Set([...before.keys(), ...after.keys(), ...deeded.keys(), ...now.keys()])) {
    const fact = now.get(name) ?? deeded.get(name) ?? after.get(name) ?? before.get(name) ?? assert.fail();
    if (fact.step === 'cancel-meetings') continue;
    const isBack = isSame(now, before, name);
    // A delete and its restore take and bring back by themselves, whoever ordered them.
    const isAsLeft = isSame(now, deeded, name);
    const isRestored = request.path === 'delete';
    if (!isSame(after, deeded, name))
      assert.ok(isAsLeft || (isRestored && isBack), `${name}: undone against people's will`);
    else if (!isBack)
      assert.ok((isAsLeft || isRestored) && isExcused(fact, request, journal), `${name}: neither undone nor listed`);
  }
}

/** A step that would bring it back says that it did not, or not all, or was never reached. */
function isExcused(
  { backBy, itemId }: { readonly backBy: readonly StepId[]; readonly itemId: string },
  request: OffboardingRequest,
  journal: readonly JournalEntry[],
): boolean {
  return backBy.some((step) => {
    const entry = journal.find(({ stepId }) => stepId === step);
    if (entry === undefined) return false;
    const isListed = entry.leftovers.some(({ id }) => id === itemId);
    const isBad = entry.outcome === 'failed' || entry.outcome === 'unknown' || entry.outcome === 'skipped';
    return isListed || (isBad && entry.problem !== 'not-all') || isDoubted(request, step);
  });
}

/** Whoever is said to have meant it otherwise did. */
export function checkChangedSince({ after, deeded }: UndoSeen, { stepId, leftovers }: JournalEntry): void {
  for (const { id, why } of leftovers.filter((left) => left.why === 'changed-since')) {
    const facts = [...after].filter(([, { backBy, itemId }]) => itemId === id && backBy.includes(stepId));
    assert.ok(
      facts.length === 0 || facts.some(([name]) => !isSame(after, deeded, name)),
      `${stepId} says ${why} of ${id}, which nobody has changed`,
    );
  }
}
