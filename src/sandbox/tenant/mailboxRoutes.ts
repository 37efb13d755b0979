import { noContent, type Answer, type Call } from './call.ts';
import { badRequest, GraphFailure, itemNotFound } from './errors.ts';
import { answerPlain, answerPlainOne } from './listing.ts';
import { bodyWith, param } from './params.ts';
import { read, write, type Route } from './router.ts';
import { guid } from './seed/guid.ts';
import type { Bag, Mailbox, MessageRule, TenantState, User } from './state.ts';
import { userOf } from './userReads.ts';

export const mailboxRoutes: readonly Route[] = [
  read('GET', '/users/:user/mailboxSettings', (call) => answerPlainOne(call, 'mailboxSettings', mailboxOf(call))),
  write('PATCH', '/users/:user/mailboxSettings', patchMailbox),
  read('GET', '/users/:user/mailFolders/inbox/messageRules', listRules),
  write('POST', '/users/:user/mailFolders/inbox/messageRules', addRule),
  write('DELETE', '/users/:user/mailFolders/inbox/messageRules/:rule', removeRule),
];

/** The user of the path, who must have a mailbox. Throws 404. */
export function mailUserOf(call: Call): User {
  const user = userOf(call);
  requireMailbox(call.state, user);
  return user;
}

/** Who has no mailbox in Exchange Online is a 404 to all of Outlook (graph.md §7). Throws it. */
function requireMailbox(state: TenantState, user: User): Mailbox {
  const mailbox = state.mailboxes[user.id];
  if (mailbox !== undefined) return mailbox;
  const message = 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.';
  throw new GraphFailure(404, 'MailboxNotEnabledForRESTAPI', message);
}

function mailboxOf(call: Call): Mailbox {
  return requireMailbox(call.state, userOf(call));
}

const settable = ['automaticRepliesSetting', 'timeZone', 'dateFormat', 'timeFormat', 'language', 'workingHours'];

/** What is sent of the automatic reply replaces that, and leaves the rest of it. Answers 200 with the settings. */
function patchMailbox(call: Call): Answer {
  const mailbox = mailboxOf(call);
  const { automaticRepliesSetting: reply, ...others } = bodyWith(call, ...settable);
  const changed = { ...mailbox.automaticRepliesSetting, ...((reply ?? {}) as Bag) };
  checkReply(changed);
  Object.assign(mailbox, others, { automaticRepliesSetting: changed });
  return answerPlainOne(call, 'mailboxSettings', mailbox);
}

const replyValues: Readonly<Record<string, readonly string[]>> = {
  status: ['disabled', 'alwaysEnabled', 'scheduled'],
  externalAudience: ['none', 'contactsOnly', 'all'],
};

const replyNames = new Set([
  ...Object.keys(replyValues),
  'internalReplyMessage',
  'externalReplyMessage',
  'scheduledStartDateTime',
  'scheduledEndDateTime',
]);

function checkReply(reply: Bag): void {
  const stray = Object.keys(reply).find((name) => !replyNames.has(name) && !name.startsWith('@odata.'));
  if (stray !== undefined) {
    throw badRequest(`The property '${stray}' does not exist on type 'microsoft.graph.automaticRepliesSetting'.`);
  }
  for (const [name, values] of Object.entries(replyValues)) {
    if (!values.includes(String(reply[name]))) throw badRequest(`Invalid value specified for property '${name}'.`);
  }
}

function listRules(call: Call): Answer {
  const { id } = mailUserOf(call);
  return answerPlain(call, `/users/${id}/mailFolders/inbox/messageRules`, rulesOf(call.state, id));
}

/** Answers 201; a second rule of the same name is a second rule (graph.md §7). */
function addRule(call: Call): Answer {
  const { id } = mailUserOf(call);
  const names = ['displayName', 'sequence', 'isEnabled', 'conditions', 'actions', 'exceptions'];
  const { displayName, sequence, isEnabled, conditions, actions } = bodyWith(call, ...names);
  if (typeof displayName !== 'string' || typeof sequence !== 'number') throw invalidRule();
  const rules = rulesOf(call.state, id);
  const rule: MessageRule = {
    id: newRuleId(id, rules, call.now),
    displayName,
    sequence,
    isEnabled: isEnabled !== false,
    hasError: false,
    isReadOnly: false,
    conditions: (conditions ?? null) as Bag | null,
    actions: (actions ?? null) as Bag | null,
  };
  call.state.messageRules[id] = [...rules, rule];
  return { ...answerPlainOne(call, 'messageRules', rule), status: 201 };
}

function removeRule(call: Call): Answer {
  const { id } = mailUserOf(call);
  const rules = rulesOf(call.state, id);
  const kept = rules.filter((rule) => rule.id !== param(call, 'rule'));
  if (kept.length === rules.length) throw itemNotFound();
  call.state.messageRules[id] = kept;
  return noContent;
}

function rulesOf(state: TenantState, userId: string): MessageRule[] {
  return state.messageRules[userId] ?? [];
}

/** As Outlook's, an id with characters that have to be encoded in a path; one that a deleted rule had never comes back. */
function newRuleId(userId: string, rules: readonly MessageRule[], now: Date): string {
  return `AQ${guid(`rule/${userId}/${now.toISOString()}/${rules.map(({ id }) => id).join()}`).slice(0, 8)}/A+=`;
}

function invalidRule(): GraphFailure {
  return new GraphFailure(400, 'ErrorInvalidRequest', 'Required properties of the rule are missing.');
}
