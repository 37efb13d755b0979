import { approverView, channelCard } from '../../src/cards/channelCard.ts';
import type { Card } from '../../src/cards/fill.ts';
import { requestCard } from '../../src/cards/requestCard.ts';
import { undoCard } from '../../src/cards/undoCard.ts';
import type { Texts } from '../../src/i18n/text.ts';
import type { JournalEntry } from '../../src/offboarding/journal.ts';
import type { OffboardingPath, Outcome } from '../../src/offboarding/model.ts';
import type { OffboardingRequest, RequestState } from '../../src/offboarding/request.ts';
import { key, now, type Filling } from './fillings.ts';
import { situations } from './requestSituations.ts';
import { approverId, requestFrom, type RequestLook } from './sampleRequest.ts';

interface Shown {
  readonly what: string;
  readonly card: Card;
}

type Shows = (texts: Texts, shown: { request: OffboardingRequest; journal: JournalEntry[] }) => Card;

/** The request's card as each of its readers sees it. */
const readers: Readonly<Record<string, Shows>> = {
  requester: (texts, shown) => requestCard(texts, { ...shown, audience: 'requester' }),
  approver: (texts, shown) => requestCard(texts, { ...shown, audience: 'approver', viewerId: 'another' }),
  'an approver who agreed': (texts, shown) =>
    requestCard(texts, { ...shown, audience: 'approver', viewerId: approverId }),
  channel: (texts, shown) => channelCard(texts, shown),
  'view in the channel': (texts, shown) =>
    approverView(texts, { ...shown, viewerId: 'another', notice: texts.t('decision.out-of-date') }),
};

const paths: readonly OffboardingPath[] = ['keep', 'delete'];
const outcomes: readonly Outcome[] = ['done', 'already-so', 'skipped', 'failed', 'unknown'];
const outcomesIn: Readonly<Record<RequestState, readonly (Outcome | undefined)[]>> = {
  awaiting: [undefined],
  approved: [undefined],
  running: outcomes,
  grace: ['done'],
  completed: ['done', 'already-so'],
  'completed-with-errors': outcomes,
  stopped: outcomes,
  rejected: [undefined],
  cancelled: [undefined, 'done'],
  expired: [undefined],
};

/** Every state, path and outcome, then everything that can be told of a request that waits. */
export function requests(texts: Texts, filling: Filling): Shown[] {
  const looks = Object.entries(outcomesIn).flatMap(([state, ends]) =>
    paths.flatMap((path) => ends.map((outcome) => ({ state: state as RequestState, path, outcome }))),
  );
  const inStates = looks.map((look) => ({
    what: `${look.state}, ${look.path}, ${look.outcome ?? '-'}`,
    request: requestFrom(filling, look),
    journal: journalOf(filling, look),
  }));
  const waiting = situations(filling).map((each) => ({ ...each, journal: [] }));
  return [...inStates, ...waiting].flatMap((each) => [...seenBy(texts, each), ...undoOf(texts, each)]);
}

interface Seen {
  readonly what: string;
  readonly request: OffboardingRequest;
  readonly journal: JournalEntry[];
}

function seenBy(texts: Texts, { what, ...shown }: Seen): Shown[] {
  return Object.entries(readers).map(([reader, show]) => ({ what: `${what}, ${reader}`, card: show(texts, shown) }));
}

/** The card that asks whether a finished one is to be taken back. */
function undoOf(texts: Texts, { what, request }: Seen): Shown[] {
  if (request.state !== 'completed') return [];
  const steps =
    request.path === 'delete'
      ? (['restore-user', 'mend-manager', 'mend-reports', 'mend-groups', 'mend-ownerships', 'mend-licences'] as const)
      : (['allow-sign-in'] as const);
  return [{ what: `undo, ${what}`, card: undoCard(texts, { request, steps }) }];
}

function journalOf(filling: Filling, { path, outcome, state }: RequestLook): JournalEntry[] {
  if (outcome === undefined) return [];
  const { steps } = requestFrom(filling, { path, outcome, state }).plan;
  return steps.map((stepId) => entry(filling, stepId, outcome));
}

function entry({ mark }: Filling, stepId: JournalEntry['stepId'], outcome: Outcome): JournalEntry {
  const isDone = outcome === 'done' || outcome === 'already-so';
  const left = { kind: 'group', id: 'group', name: mark('leftGroup', 256), why: 'fixed-membership' } as const;
  return {
    ...{ requestId: key.requestId, position: 0, stepId, snapshot: {}, attempts: 1, clientRequestId: 'c' },
    ...{ startedAt: now, finishedAt: now, outcome },
    problem: isDone ? null : 'graph-outcome-unknown',
    leftovers: outcome === 'failed' ? [left] : [],
  };
}
