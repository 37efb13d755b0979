import type { AutoReply } from '../belongings.ts';
import type { Snapshot } from '../journal.ts';
import { leaverAlone, nothingLeft, type OffboardingStep, type Step } from './step.ts';

const permissions = ['MailboxSettings.ReadWrite'];

/** Answers who writes to the leaver, once each, inside the organization and outside. The setting before is kept whole. */
export const autoReply: OffboardingStep = {
  id: 'auto-reply',
  permissions,
  undoneBy: ['restore-auto-reply'],
  essentialFor: [],
  offer: (path, { hasMailbox }) => (path === 'keep' && hasMailbox ? { by: 'off', scope: leaverAlone } : undefined),
  before: async ({ tenant, leaverId, options }) => ({
    before: (await tenant.readAutoReply(leaverId)) ?? null,
    text: options.autoReply,
  }),
  alreadySo: (snapshot) => saysJust(beforeOf(snapshot), textOf(snapshot)),
  async run({ tenant, leaverId, options }, mark) {
    await tenant.setAutoReply(leaverId, replyOf(options.autoReply), mark);
    return nothingLeft;
  },
  async hasHappened({ tenant, leaverId }, snapshot) {
    return says(await tenant.readAutoReply(leaverId), textOf(snapshot));
  },
};

/** Puts the automatic reply back as it was, unless somebody has written another one since. */
export const restoreAutoReply: Step = {
  id: 'restore-auto-reply',
  permissions,
  takesBack: true,
  essentialFor: [],
  async before({ tenant, leaverId, origin }) {
    const present = await tenant.readAutoReply(leaverId);
    const text = textOf(origin?.snapshot ?? {});
    return { before: beforeOf(origin?.snapshot ?? {}) ?? null, text, isOurs: says(present, text) };
  },
  alreadySo: (snapshot) => snapshot['isOurs'] === false,
  async run({ tenant, leaverId }, mark, snapshot) {
    // Days may lie between the snapshot and a repeat.
    if (!says(await tenant.readAutoReply(leaverId), textOf(snapshot))) return nothingLeft;
    await tenant.setAutoReply(leaverId, beforeOf(snapshot) ?? silent, mark);
    return nothingLeft;
  },
  async hasHappened({ tenant, leaverId }, snapshot) {
    return !says(await tenant.readAutoReply(leaverId), textOf(snapshot));
  },
};

const silent: AutoReply = {
  status: 'disabled',
  externalAudience: 'none',
  internalReplyMessage: '',
  externalReplyMessage: '',
  scheduledStart: null,
  scheduledEnd: null,
};

function replyOf(text: string): AutoReply {
  const message = htmlOf(text);
  return {
    ...silent,
    status: 'alwaysEnabled',
    externalAudience: 'all',
    internalReplyMessage: message,
    externalReplyMessage: message,
  };
}

function beforeOf(snapshot: Snapshot): AutoReply | undefined {
  return (snapshot['before'] as AutoReply | null | undefined) ?? undefined;
}

function textOf(snapshot: Snapshot): string {
  return (snapshot['text'] as string | undefined) ?? '';
}

/** Exchange wraps what it is given in a page of its own, so only the words are compared. */
function says(reply: AutoReply | undefined, text: string): boolean {
  return reply?.status === 'alwaysEnabled' && wordsIn(reply.internalReplyMessage).includes(wordsIn(htmlOf(text)));
}

/** To everybody, and nothing else: only then is there nothing to send. */
function saysJust(reply: AutoReply | undefined, text: string): boolean {
  if (reply?.status !== 'alwaysEnabled' || reply.externalAudience !== 'all') return false;
  const words = wordsIn(htmlOf(text));
  return [reply.internalReplyMessage, reply.externalReplyMessage].every((message) => wordsIn(message) === words);
}

function wordsIn(html: string): string {
  return html
    .replace(/<[^>]*>/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** What was typed, as HTML that shows it and does nothing else. */
function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<p>${escaped.replace(/\r?\n/gu, '<br>')}</p>`;
}
