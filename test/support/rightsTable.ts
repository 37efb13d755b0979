/** What somebody can try on a request. */
export type RequestAct =
  | 'see'
  | 'pending'
  | 'refresh'
  | 'approve'
  | 'reject'
  | 'withdraw'
  | 'call off'
  | 'retry'
  | 'skip'
  | 'tick'
  | 'undo'
  | 'export';

export type AskingAct = 'search' | 'request';

export type Act = RequestAct | AskingAct;

/** What a request is like; each is one of its states, told apart further where that decides something. */
export type Situation =
  | 'awaiting'
  | 'awaiting the first of two'
  | 'awaiting the second of two'
  | 'approved for later'
  | 'running'
  | 'in its grace period'
  | 'completed'
  | 'completed with errors'
  | 'stopped'
  | 'rejected'
  | 'withdrawn'
  | 'called off'
  | 'expired';

/** Who tries it, and what makes them that. */
export const roles = {
  requester: 'made the request: a manager of the leaver',
  'another manager': 'a manager further up of the leaver, who did not make the request',
  HR: 'a member of the HR group',
  'HR, is leaver': 'a member of the HR group, asking about themselves',
  'HR, below leaver': 'a member of the HR group who reports to the leaver',
  approver: "a member of the approvers' group, directly or by a group in it",
  'approver who decided': 'the approver who decided, or who gave the first of two approvals',
  'approver, is requester': 'an approver who made the request',
  'approver, is leaver': 'an approver whom the request is about',
  'approver, below leaver': 'an approver who reports to the leaver, directly or indirectly',
  'fallback approver': 'the fallback approver, while the request was not escalated',
  'fallback, escalated': 'the fallback approver, once the request was escalated',
  leaver: 'whom the request is about',
  'report of leaver': 'reports to the leaver',
  stranger: 'anybody else of the organization',
  guest: 'a guest of the organization',
  'not in directory': 'an account that the directory does not know (any more)',
  'other tenant': 'somebody of another organization',
} as const;

export type Role = keyof typeof roles;

/** What comes of it, and the rule under which the audit holds the refused attempt; null: it holds none. */
export const words = {
  yes: { rule: null, means: 'it is done, or shown' },
  nothing: { rule: null, means: 'nothing is shown or done' },
  no: { rule: 'not-an-approver', means: 'only approvers may' },
  'not theirs': { rule: 'not-yours', means: 'only whoever made the request may; an approver may look at it too' },
  'own request': { rule: 'own-request', means: 'nobody decides on a request of their own' },
  'about them': { rule: 'about-yourself', means: 'nobody decides on a request about themselves' },
  below: { rule: 'below-the-leaver', means: 'nobody decides on somebody they report to' },
  late: { rule: 'wrong-state', means: 'they may, but not in this state; they are told how it stands' },
  again: { rule: 'same-again', means: 'they did so already; nothing is said and nothing happens' },
  'not ended': { rule: 'not-ended', means: 'there is nothing to undo yet' },
  'not done': { rule: 'nothing-to-undo', means: 'nothing was done that could be undone' },
  elsewhere: { rule: 'other-tenant', means: 'Farewell does nothing for other organizations' },
  'out of scope': { rule: 'out-of-scope', means: 'does not report to them, and so is not shown to them' },
  themselves: { rule: 'yourself', means: 'nobody asks for themselves' },
  'own manager': { rule: 'your-own-manager', means: 'nobody asks for somebody they report to' },
  open: { rule: 'open-request', means: 'there is an open request for this person' },
} as const satisfies Record<string, { readonly rule: string | null; readonly means: string }>;

export type Word = keyof typeof words;

export interface Row<A extends Act> {
  readonly role: Role;
  readonly cells: readonly { readonly act: A; readonly word: Word }[];
}

export interface Section {
  readonly title: string;
  readonly situations: readonly Situation[];
  readonly rows: readonly Row<RequestAct>[];
}

/** One for each state. */
export const everyState: readonly Situation[] = [
  'awaiting',
  'approved for later',
  'running',
  'in its grace period',
  'completed',
  'completed with errors',
  'stopped',
  'rejected',
  'withdrawn',
  'expired',
];

// Tables, since a role is one line to read: the role, then what comes of each action.

/** Who may ask, for a person without an open request. */
export const asking = rowsOf<AskingAct>(`
  role                   | search       | request
  requester              | yes          | yes
  another manager        | yes          | yes
  HR                     | yes          | yes
  HR, is leaver          | themselves   | themselves
  HR, below leaver       | own manager  | own manager
  approver               | out of scope | out of scope
  approver, is leaver    | themselves   | themselves
  approver, below leaver | out of scope | out of scope
  fallback approver      | out of scope | out of scope
  leaver                 | themselves   | themselves
  report of leaver       | out of scope | out of scope
  stranger               | out of scope | out of scope
  guest                  | out of scope | out of scope
  not in directory       | out of scope | out of scope
  other tenant           | elsewhere    | elsewhere`);

/** Whether whoever may ask gets a second request, beside one in this situation. */
export const secondRequest: Readonly<Record<Situation, Word>> = {
  awaiting: 'open',
  'awaiting the first of two': 'open',
  'awaiting the second of two': 'open',
  'approved for later': 'open',
  running: 'open',
  'in its grace period': 'open',
  completed: 'yes',
  'completed with errors': 'yes',
  stopped: 'yes',
  rejected: 'yes',
  withdrawn: 'yes',
  'called off': 'yes',
  expired: 'yes',
};

/** Situations in which a request stands in the way of the next one, and those in which it is over. */
export const openSituations = situationsWith('open');
export const endedSituations = situationsWith('yes');

/** What comes of every action on a request, by everybody, in every situation. */
export const sections: readonly Section[] = [
  section(
    'In every state, for whom the state makes no difference',
    everyState,
    `
  role                   | see        | pending   | refresh    | approve    | reject     | withdraw   | call off   | retry      | skip       | tick       | undo       | export
  another manager        | not theirs | no        | no         | no         | no         | not theirs | no         | no         | no         | no         | no         | nothing
  HR                     | not theirs | no        | no         | no         | no         | not theirs | no         | no         | no         | no         | no         | nothing
  approver, is leaver    | not theirs | nothing   | about them | about them | about them | not theirs | about them | about them | about them | about them | about them | nothing
  approver, below leaver | not theirs | nothing   | below      | below      | below      | not theirs | below      | below      | below      | below      | below      | nothing
  fallback approver      | not theirs | nothing   | no         | no         | no         | not theirs | no         | no         | no         | no         | no         | nothing
  leaver                 | not theirs | no        | no         | no         | no         | not theirs | no         | no         | no         | no         | no         | nothing
  report of leaver       | not theirs | no        | no         | no         | no         | not theirs | no         | no         | no         | no         | no         | nothing
  stranger               | not theirs | no        | no         | no         | no         | not theirs | no         | no         | no         | no         | no         | nothing
  guest                  | not theirs | no        | no         | no         | no         | not theirs | no         | no         | no         | no         | no         | nothing
  not in directory       | not theirs | no        | no         | no         | no         | not theirs | no         | no         | no         | no         | no         | nothing
  other tenant           | elsewhere  | elsewhere | elsewhere  | elsewhere  | elsewhere  | elsewhere  | elsewhere  | elsewhere  | elsewhere  | elsewhere  | elsewhere  | elsewhere`,
  ),
  section(
    'Waiting for a decision',
    ['awaiting', 'awaiting the first of two'],
    `
  role                   | see | pending | refresh     | approve     | reject      | withdraw   | call off    | retry       | skip        | tick        | undo      | export
  requester              | yes | no      | no          | no          | no          | yes        | no          | no          | no          | no          | no        | nothing
  approver               | yes | yes     | yes         | yes         | yes         | not theirs | late        | late        | late        | late        | not ended | nothing
  approver, is requester | yes | nothing | own request | own request | own request | yes        | own request | own request | own request | own request | not ended | nothing
  fallback, escalated    | yes | yes     | yes         | yes         | yes         | not theirs | late        | late        | late        | late        | no        | nothing`,
  ),
  section(
    'Waiting for the second of two approvals',
    ['awaiting the second of two'],
    `
  role                   | see | pending | refresh     | approve     | reject      | withdraw   | call off    | retry       | skip        | tick        | undo      | export
  requester              | yes | no      | no          | no          | no          | yes        | no          | no          | no          | no          | no        | nothing
  approver               | yes | yes     | yes         | yes         | yes         | not theirs | late        | late        | late        | late        | not ended | nothing
  approver who decided   | yes | yes     | yes         | again       | yes         | not theirs | late        | late        | late        | late        | not ended | nothing
  approver, is requester | yes | nothing | own request | own request | own request | yes        | own request | own request | own request | own request | not ended | nothing
  fallback, escalated    | yes | yes     | yes         | yes         | yes         | not theirs | late        | late        | late        | late        | no        | nothing`,
  ),
  section(
    'Approved for later',
    ['approved for later'],
    `
  role                   | see | pending | refresh     | approve     | reject      | withdraw   | call off    | retry       | skip        | tick        | undo      | export
  requester              | yes | no      | no          | no          | no          | yes        | no          | no          | no          | no          | no        | nothing
  approver               | yes | nothing | yes         | late        | late        | not theirs | yes         | late        | late        | late        | not ended | nothing
  approver who decided   | yes | nothing | yes         | again       | late        | not theirs | yes         | late        | late        | late        | not ended | nothing
  approver, is requester | yes | nothing | own request | own request | own request | yes        | own request | own request | own request | own request | not ended | nothing
  fallback, escalated    | yes | nothing | yes         | late        | late        | not theirs | yes         | late        | late        | late        | no        | nothing`,
  ),
  section(
    'Running',
    ['running'],
    `
  role                   | see | pending | refresh     | approve     | reject      | withdraw   | call off    | retry       | skip        | tick        | undo      | export
  requester              | yes | no      | no          | no          | no          | late       | no          | no          | no          | no          | no        | nothing
  approver               | yes | nothing | yes         | late        | late        | not theirs | late        | late        | late        | late        | not ended | nothing
  approver who decided   | yes | nothing | yes         | again       | late        | not theirs | late        | late        | late        | late        | not ended | nothing
  approver, is requester | yes | nothing | own request | own request | own request | late       | own request | own request | own request | own request | not ended | nothing
  fallback, escalated    | yes | nothing | yes         | late        | late        | not theirs | late        | late        | late        | late        | no        | nothing`,
  ),
  section(
    'In its grace period: blocked, and to be deleted later',
    ['in its grace period'],
    `
  role                   | see | pending | refresh     | approve     | reject      | withdraw   | call off    | retry       | skip        | tick        | undo      | export
  requester              | yes | no      | no          | no          | no          | yes        | no          | no          | no          | no          | no        | nothing
  approver               | yes | nothing | yes         | late        | late        | not theirs | yes         | late        | late        | late        | not ended | nothing
  approver who decided   | yes | nothing | yes         | again       | late        | not theirs | yes         | late        | late        | late        | not ended | nothing
  approver, is requester | yes | nothing | own request | own request | own request | yes        | own request | own request | own request | own request | not ended | nothing
  fallback, escalated    | yes | nothing | yes         | late        | late        | not theirs | yes         | late        | late        | late        | no        | nothing`,
  ),
  section(
    'Completed',
    ['completed'],
    `
  role                   | see | pending | refresh     | approve     | reject      | withdraw   | call off    | retry       | skip        | tick        | undo | export
  requester              | yes | no      | no          | no          | no          | late       | no          | no          | no          | no          | no   | nothing
  approver               | yes | yes     | yes         | late        | late        | not theirs | late        | late        | late        | yes         | yes  | nothing
  approver who decided   | yes | yes     | yes         | again       | late        | not theirs | late        | late        | late        | yes         | yes  | nothing
  approver, is requester | yes | nothing | own request | own request | own request | late       | own request | own request | own request | own request | yes  | nothing
  fallback, escalated    | yes | yes     | yes         | late        | late        | not theirs | late        | late        | late        | yes         | no   | nothing`,
  ),
  section(
    'Completed with errors, or stopped',
    ['completed with errors', 'stopped'],
    `
  role                   | see | pending | refresh     | approve     | reject      | withdraw   | call off    | retry       | skip        | tick        | undo | export
  requester              | yes | no      | no          | no          | no          | late       | no          | no          | no          | no          | no   | nothing
  approver               | yes | yes     | yes         | late        | late        | not theirs | late        | yes         | yes         | yes         | yes  | nothing
  approver who decided   | yes | yes     | yes         | again       | late        | not theirs | late        | yes         | yes         | yes         | yes  | nothing
  approver, is requester | yes | nothing | own request | own request | own request | late       | own request | own request | own request | own request | yes  | nothing
  fallback, escalated    | yes | yes     | yes         | late        | late        | not theirs | late        | yes         | yes         | yes         | no   | nothing`,
  ),
  section(
    'Rejected',
    ['rejected'],
    `
  role                   | see | pending | refresh     | approve     | reject      | withdraw   | call off    | retry       | skip        | tick        | undo     | export
  requester              | yes | no      | no          | no          | no          | late       | no          | no          | no          | no          | no       | nothing
  approver               | yes | nothing | yes         | late        | late        | not theirs | late        | late        | late        | late        | not done | nothing
  approver who decided   | yes | nothing | yes         | late        | again       | not theirs | late        | late        | late        | late        | not done | nothing
  approver, is requester | yes | nothing | own request | own request | own request | late       | own request | own request | own request | own request | not done | nothing
  fallback, escalated    | yes | nothing | yes         | late        | late        | not theirs | late        | late        | late        | late        | no       | nothing`,
  ),
  section(
    'Cancelled: withdrawn by the requester',
    ['withdrawn'],
    `
  role                   | see | pending | refresh     | approve     | reject      | withdraw   | call off    | retry       | skip        | tick        | undo     | export
  requester              | yes | no      | no          | no          | no          | again      | no          | no          | no          | no          | no       | nothing
  approver               | yes | nothing | yes         | late        | late        | not theirs | late        | late        | late        | late        | not done | nothing
  approver, is requester | yes | nothing | own request | own request | own request | again      | own request | own request | own request | own request | not done | nothing
  fallback, escalated    | yes | nothing | yes         | late        | late        | not theirs | late        | late        | late        | late        | no       | nothing`,
  ),
  section(
    'Cancelled: called off by an approver',
    ['called off'],
    `
  role                   | see | pending | refresh     | approve     | reject      | withdraw   | call off    | retry       | skip        | tick        | undo     | export
  requester              | yes | no      | no          | no          | no          | late       | no          | no          | no          | no          | no       | nothing
  approver               | yes | nothing | yes         | late        | late        | not theirs | late        | late        | late        | late        | not done | nothing
  approver who decided   | yes | nothing | yes         | late        | late        | not theirs | again       | late        | late        | late        | not done | nothing
  approver, is requester | yes | nothing | own request | own request | own request | late       | own request | own request | own request | own request | not done | nothing
  fallback, escalated    | yes | nothing | yes         | late        | late        | not theirs | late        | late        | late        | late        | no       | nothing`,
  ),
  section(
    'Expired',
    ['expired'],
    `
  role                   | see | pending | refresh     | approve     | reject      | withdraw   | call off    | retry       | skip        | tick        | undo     | export
  requester              | yes | no      | no          | no          | no          | late       | no          | no          | no          | no          | no       | nothing
  approver               | yes | nothing | yes         | late        | late        | not theirs | late        | late        | late        | late        | not done | nothing
  approver, is requester | yes | nothing | own request | own request | own request | late       | own request | own request | own request | own request | not done | nothing
  fallback, escalated    | yes | nothing | yes         | late        | late        | not theirs | late        | late        | late        | late        | no       | nothing`,
  ),
];

/** The lines of every section that this situation belongs to. */
export function rowsIn(situation: Situation): Row<RequestAct>[] {
  return sections.filter(({ situations }) => situations.includes(situation)).flatMap(({ rows }) => rows);
}

function situationsWith(word: Word): Situation[] {
  return (Object.keys(secondRequest) as Situation[]).filter((situation) => secondRequest[situation] === word);
}

function section(title: string, situations: readonly Situation[], table: string): Section {
  return { title, situations, rows: rowsOf(table) };
}

function rowsOf<A extends Act>(table: string): Row<A>[] {
  const [[, ...acts] = [], ...lines] = table.trim().split('\n').map(cellsOf);
  return lines.map(([role = '', ...found]) => ({
    role: knownRole(role),
    cells: acts.map((act, column) => ({ act: act as A, word: knownWord(found[column] ?? '') })),
  }));
}

function cellsOf(line: string): string[] {
  return line.split('|').map((cell) => cell.trim());
}

function knownRole(text: string): Role {
  if (!Object.hasOwn(roles, text)) throw new RangeError(`no such role in the table of rights: '${text}'`);
  return text as Role;
}

function knownWord(text: string): Word {
  if (!Object.hasOwn(words, text)) throw new RangeError(`no such word in the table of rights: '${text}'`);
  return text as Word;
}
