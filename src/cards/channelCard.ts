import type { Texts } from '../i18n/text.ts';
import type { Card } from './fill.ts';
import { button } from './parts.ts';
import { approverButtons } from './requestButtons.ts';
import { requestCard, type RequestOnCard } from './requestCard.ts';

/** Teams asks for at most so many people's own views; the others can refresh the card from its menu. */
const mostViewers = 60;

/** The one card in the approvers' channel: everybody reads it, and nobody gets buttons by it. */
export function channelCard(texts: Texts, shown: Pick<RequestOnCard, 'request' | 'journal'>): Card {
  return withRefresh(texts, { ...shown, audience: 'channel' });
}

/** What an approver sees in its place: the buttons. */
export function approverView(texts: Texts, shown: Omit<RequestOnCard, 'audience'>): Card {
  return withRefresh(texts, { ...shown, audience: 'approver' });
}

function withRefresh(texts: Texts, shown: RequestOnCard): Card {
  const refresh = refreshFor(texts, shown);
  if (refresh === undefined) return requestCard(texts, shown);
  const reserved = Buffer.byteLength(JSON.stringify(refresh));
  return { ...requestCard(texts, { ...shown, reserved }), refresh };
}

/** Universal Actions: the client asks for the view of each of these people by itself, whenever the card changes. */
function refreshFor(texts: Texts, shown: RequestOnCard): Card['refresh'] {
  const { id, version, reach } = shown.request;
  const userIds = (reach?.asked ?? []).flatMap(({ teamsUserId }) => teamsUserId ?? []).slice(0, mostViewers);
  if (userIds.length === 0 || approverButtons(texts, shown).length === 0) return undefined;
  const { verb, title } = button(texts, 'view');
  return { action: { type: 'Action.Execute', title, verb, data: { requestId: id, version } }, userIds };
}
