import { createHash } from 'node:crypto';
import {
  noOptions,
  type Finding,
  type Plan,
  type PlanOptions,
  type Scope,
  type Successor,
} from '../offboarding/model.ts';
import type { Leaver, Person } from '../offboarding/people.ts';
import { planFor } from '../offboarding/plan.ts';
import type { Basis, Change, ChangedField } from '../offboarding/request.ts';
import { stillToldOf } from '../policy/guardrails.ts';
import type { Inspection } from './inspect.ts';

/** What an approver decides on, as it is now. */
export function basisOf({ path, options }: Pick<Plan, 'path' | 'options'>, inspection: Inspection): Basis {
  const { facts, findings, offers } = inspection;
  const plan = planFor({ path, facts, offers, options: { ...options, successor: successorNow(options, inspection) } });
  return { leaver: leaverOf(facts.person), plan, findings: stillToldOf(findings, plan.scopes) };
}

/** As the directory knows them now: an address that they had may be somebody else's. */
function successorNow({ successor }: PlanOptions, { successor: found }: Inspection): Successor | null {
  if (successor === null || found === undefined) return successor;
  const { id, displayName, mail } = found;
  return { id, displayName, mail };
}

/** SHA-256 over all that an approver is shown to decide on: equal for two bases between which nothing that matters changed. */
export function basisHash(basis: Basis): string {
  const { leaver, plan, findings } = basis;
  const shown = [
    leaver.id,
    ...fields.map((field) => field.of(leaver)),
    leaver.managerId,
    plan.path,
    plan.steps,
    plan.options.graceDays,
    plan.options.reviewDays,
    plan.options.successor?.id,
    plan.options.successor?.mail,
    plan.options.autoReply,
    plan.steps.map((step) => idsIn(plan.scopes[step])),
    skusOf(basis),
    findings.map(keyOf).sort(),
  ];
  return sha256(shown);
}

function sha256(shown: unknown): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex');
}

/** Which things a step acts on; a mere number changes by the hour and decides nothing. */
function idsIn(scope: Scope | undefined): string[] {
  return (scope?.items ?? []).map(({ id }) => id).sort();
}

/** The same for a plan whose options are not chosen yet: what the requester is shown before Confirm. */
export function planHash(path: Plan['path'], inspection: Inspection): string {
  const basis = basisOf({ path, options: noOptions }, inspection);
  const offered = inspection.offers.map(({ stepId, scope }) => [stepId, idsIn(scope)]);
  // Who takes over is shown and confirmed on the card itself.
  const findings = basis.findings.filter(({ id }) => !id.startsWith('successor-'));
  return sha256([basisHash({ ...basis, findings }), offered]);
}

/** What an approver would see changed between the two. */
export function changesBetween(before: Basis, after: Basis): Change[] {
  const isNew = (old: readonly Finding[]) => (finding: Finding) => !old.some((each) => keyOf(each) === keyOf(finding));
  return [
    ...fields.flatMap((field) => fieldChange(field, before.leaver, after.leaver)),
    ...successorChange(before.plan.options, after.plan.options),
    ...(same(before.plan.steps, after.plan.steps)
      ? []
      : [{ what: 'steps', from: before.plan.steps, to: after.plan.steps } as const]),
    ...after.plan.steps.flatMap((step): Change[] => {
      const [from, to] = [before.plan.scopes[step], after.plan.scopes[step]];
      // A step that is new altogether is told above.
      const isSame = from === undefined || to === undefined || same(idsIn(from), idsIn(to));
      return isSame ? [] : [{ what: 'scope', step, from: from.items, to: to.items }];
    }),
    ...(same(skusOf(before), skusOf(after))
      ? []
      : [{ what: 'licences', from: before.plan.licences, to: after.plan.licences } as const]),
    ...after.findings.filter(isNew(before.findings)).map((finding): Change => ({ what: 'finding-new', finding })),
    ...before.findings.filter(isNew(after.findings)).map((finding): Change => ({ what: 'finding-gone', finding })),
  ];
}

interface Field {
  readonly what: ChangedField;
  of(leaver: Leaver): string | null;
}

/** What a card shows of the leaver. */
const fields: readonly Field[] = [
  { what: 'name', of: ({ displayName }) => displayName },
  { what: 'user-name', of: ({ userPrincipalName }) => userPrincipalName },
  { what: 'mail', of: ({ mail }) => mail },
  { what: 'title', of: ({ jobTitle }) => jobTitle },
  { what: 'department', of: ({ department }) => department },
  { what: 'manager', of: ({ managerName }) => managerName },
];

function fieldChange({ what, of }: Field, before: Leaver, after: Leaver): Change[] {
  const [from, to] = [of(before), of(after)];
  const isSame = from === to && (what !== 'manager' || isSameManager(before, after));
  return isSame ? [] : [{ what, from, to }];
}

function successorChange({ successor: before }: PlanOptions, { successor: after }: PlanOptions): Change[] {
  const [from, to] = [before?.mail ?? null, after?.mail ?? null];
  return from === to ? [] : [{ what: 'successor-mail', from, to }];
}

/** Another manager of the same name is another one; where the first release stored no id, the name has to do. */
function isSameManager(before: Leaver, after: Leaver): boolean {
  return before.managerId === null || before.managerId === after.managerId;
}

/** How many of a licence the tenant uses changes by the hour and decides nothing. */
function skusOf({ plan }: Basis): string[] {
  return plan.licences.map(({ skuId }) => skuId).sort();
}

/** One text for one finding, whatever order its values come in from the database. */
function keyOf({ id, values }: Finding): string {
  return JSON.stringify([id, Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))]);
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function leaverOf({ id, displayName, userPrincipalName, mail, jobTitle, department, managerChain }: Person): Leaver {
  const [manager] = managerChain;
  return {
    id,
    displayName,
    userPrincipalName,
    mail,
    jobTitle,
    department,
    managerId: manager?.id ?? null,
    managerName: manager?.displayName ?? null,
  };
}
