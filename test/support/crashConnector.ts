import type { Connector } from '../../src/bot/connector.ts';
import type { Place } from '../../src/offboarding/ports/cards.ts';

/**
 * The Connector port spoken straight to a stand-in for Teams: a process that is started a thousand times has no time to load the
 * Bot Framework.
 */
export function plainConnector(teamsUrl: string): Connector {
  const at = ({ conversationId }: Place) =>
    `${teamsUrl}/v3/conversations/${encodeURIComponent(conversationId)}/activities`;
  return {
    async send(place, card) {
      const response = await ask(at(place), 'POST', { type: 'message', attachments: [{ content: card }] });
      return ((await response.json()) as { id: string }).id;
    },
    async say(place, text) {
      await ask(at(place), 'POST', { type: 'message', text });
    },
    async update(place, activityId, card) {
      const url = `${at(place)}/${encodeURIComponent(activityId)}`;
      const response = await ask(url, 'PUT', { type: 'message', attachments: [{ content: card }] });
      return response.status === 404 ? 'gone' : 'updated';
    },
    members: () => Promise.resolve([]),
  };
}

function ask(url: string, method: string, body: object): Promise<Response> {
  return fetch(url, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}
