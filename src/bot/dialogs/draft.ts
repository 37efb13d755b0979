import { FarewellError } from '../../errors.ts';
import type { LicenceOnCard, PersonOnCard } from '../../cards/parts.ts';
import type { StuckGroups } from '../../cards/planRows.ts';
import type { Finding, OffboardingPath, OffboardingStepId, Offer, Successor } from '../../offboarding/model.ts';
import type { Person } from '../../offboarding/people.ts';

/** A person as a draft keeps them between two turns. */
export interface DraftPerson extends PersonOnCard {
  readonly id: string;
  readonly userType: Person['userType'];
}

/** Somebody who may take over, as a draft keeps them. */
export interface DraftSuccessor extends Successor {
  /** They report to the leaver themselves. */
  readonly reportsToLeaver: boolean;
}

/** Optional steps that were switched on or off by hand. */
export type Switches = Readonly<Partial<Record<OffboardingStepId, boolean>>>;

/** What has been answered so far; kept as bot state, so it is plain JSON. */
export interface Draft {
  /** Becomes the request's id, so that a second Confirm finds the first one's request. */
  readonly requestId: string;
  /** Counts the cards sent: a button of an earlier one no longer fits. */
  version: number;
  /** What to look for in the directory. */
  query?: string;
  /** Words about the time that came with the first message: shown, never assumed. */
  whenWords?: string;
  /** The day (yyyy-MM-dd) for which the time was asked. */
  askedDate?: string;
  candidates?: readonly DraftPerson[];
  moreCandidates?: boolean;
  leaver?: DraftPerson;
  licences?: readonly LicenceOnCard[];
  findings?: readonly Finding[];
  /** Why delete is not offered. */
  deleteBlockedBy?: Finding;
  path?: OffboardingPath;
  /** For which path the guardrails were checked. */
  checkedFor?: OffboardingPath | 'either';
  explain?: boolean;
  /** The steps that fit the leaver on the chosen path, with the first few of their things. */
  offers?: readonly Offer[];
  stuckGroups?: StuckGroups;
  /** By path, since what is on at first differs. */
  switches?: Readonly<Partial<Record<OffboardingPath, Switches>>>;
  /** Who takes over as long as nobody was named. */
  successorAtFirst?: DraftSuccessor | null;
  /** Who was named; null: nobody is to take over. */
  successor?: DraftSuccessor | null;
  /** Whom to look for, to take over. */
  successorQuery?: string;
  successorChoices?: readonly (DraftPerson & DraftSuccessor)[];
  /** As it was written; undefined: as it was suggested. */
  autoReply?: string;
  /** Hash of the plan as it was shown. */
  seen?: string;
  /** ISO time, or 'now'. */
  runAt?: string;
  graceDays?: number;
  reviewDays?: number;
  /** IANA zone in which times are meant: the leaver's, where it is known and its clock differs. */
  zone?: string;
  reason?: string;
  typedMail?: string;
  changing?: boolean;
}

export type QuestionId = 'who' | 'choose' | 'path' | 'when' | 'plan' | 'change';

/** The first thing that is not known yet. */
export function nextQuestion(draft: Draft): QuestionId {
  if (draft.changing === true) return 'change';
  if (draft.leaver === undefined) return draft.candidates === undefined ? 'who' : 'choose';
  if (draft.path === undefined) return 'path';
  return draft.runAt === undefined ? 'when' : 'plan';
}

/** The draft without its last answer. */
export function withoutLastAnswer(draft: Draft): Draft {
  switch (nextQuestion(draft)) {
    case 'change':
      return without(draft, 'changing');
    case 'plan':
      return without(draft, 'runAt');
    case 'when':
      return without(draft, 'path');
    case 'path':
    case 'choose':
    case 'who':
      return withoutPerson(draft);
  }
}

/** What holds whoever leaves. */
const aboutAnybody: readonly (keyof Draft)[] = ['requestId', 'version', 'whenWords', 'askedDate', 'explain'];

/** The draft with the person to be asked again; what was chosen for somebody else must not carry over. */
export function withoutPerson(draft: Draft): Draft {
  return keeping(draft, (key) => aboutAnybody.includes(key));
}

export function without(draft: Draft, ...keys: Exclude<keyof Draft, 'requestId' | 'version'>[]): Draft {
  return keeping(draft, (key) => !(keys as string[]).includes(key));
}

function keeping(draft: Draft, isKept: (key: keyof Draft) => boolean): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([key]) => isKept(key as keyof Draft))) as unknown as Draft;
}

/** What a draft keeps of a directory person. */
export function draftPerson(person: Person): DraftPerson {
  const { id, displayName, userPrincipalName, mail, jobTitle, department, accountEnabled, userType, managerChain } =
    person;
  const managerName = managerChain[0]?.displayName ?? null;
  return { id, displayName, userPrincipalName, mail, jobTitle, department, accountEnabled, userType, managerName };
}

export function runAtOf({ runAt }: Draft): Date | null {
  return runAt === undefined || runAt === 'now' ? null : new Date(runAt);
}

/** In which zone times are meant and shown. */
export function zoneOf({ zone }: Draft, own: string): string {
  return zone ?? own;
}

/** The chosen leaver. Throws `internal` when a question was asked before there was one. */
export function leaverOf({ leaver }: Draft): DraftPerson {
  if (leaver === undefined) throw new FarewellError('internal', 'the draft has no leaver yet');
  return leaver;
}
