import { inspect, type Deps, type Inspection } from '../../approvals/inspect.ts';
import { searchLeavers } from '../../approvals/search.ts';
import { findingText } from '../../cards/parts.ts';
import type { Finding } from '../../offboarding/model.ts';
import { blockingOf } from '../../policy/guardrails.ts';
import { say, type Turn } from '../turn.ts';
import { draftPerson, without, withoutPerson, type Draft } from './draft.ts';

/** A guardrail forbids this leaver altogether: the conversation ends. */
export type Stopped = 'stopped';

/** Looks up what the draft needs before its next question: the person by words, and the guardrails once there is a leaver. */
export async function prepare(deps: Deps, turn: Turn, draft: Draft): Promise<Draft | Stopped> {
  const isNamed = draft.leaver === undefined && draft.candidates === undefined && draft.query !== undefined;
  const named = isNamed ? await find(deps, turn, { ...draft, query: draft.query ?? '' }) : draft;
  return named.leaver === undefined || named.checkedFor === (named.path ?? 'either')
    ? named
    : examine(deps, turn, named);
}

/** One hit is the leaver, several are offered, none gives advice and the question again. */
async function find(deps: Deps, turn: Turn, draft: Draft & { query: string }): Promise<Draft> {
  const { people, more, onlyOutOfScope } = await searchLeavers(deps, turn.actor.id, draft.query);
  const [first] = people;
  if (first === undefined) {
    await say(turn, turn.texts.t(onlyOutOfScope ? 'who.none-in-scope' : 'who.none', { query: draft.query }));
    return without(draft, 'query');
  }
  if (people.length === 1) return { ...draft, leaver: draftPerson(first) };
  return { ...draft, candidates: people.map(draftPerson), moreCandidates: more };
}

/** Holds the leaver against the guardrails here already, so that nobody fills in a form for nothing. */
async function examine(deps: Deps, turn: Turn, draft: Draft): Promise<Draft | Stopped> {
  const { leaver, path } = draft;
  const inspection = await inspect(deps, { leaverId: leaver?.id ?? '', requesterId: turn.actor.id, path });
  if (inspection === undefined) {
    await say(turn, turn.texts.t('who.gone'));
    return withoutPerson(draft);
  }
  const blocking = blockingOf(inspection.findings);
  if (blocking === undefined) {
    const base = path === undefined ? without(draft, 'deleteBlockedBy') : draft;
    return { ...base, ...found(inspection), checkedFor: path ?? 'either' };
  }
  await refuse(deps, turn, { draft, finding: blocking });
  return path === undefined ? 'stopped' : without(draft, 'path');
}

/** What a draft keeps of an inspection. */
function found({ facts, findings, deleteBlockedBy }: Inspection): Partial<Draft> {
  const kept = { leaver: draftPerson(facts.person), licences: facts.licences, findings };
  return deleteBlockedBy === undefined ? kept : { ...kept, deleteBlockedBy };
}

async function refuse(deps: Deps, turn: Turn, { draft, finding }: { draft: Draft; finding: Finding }): Promise<void> {
  await deps.store.audit.append({
    at: turn.now,
    actorId: turn.actor.id,
    action: 'request-refused',
    requestId: null,
    details: { leaverId: draft.leaver?.id ?? null, rule: finding.id },
  });
  await say(turn, findingText(turn.texts, finding));
}
