import type { Card } from '../cards/fill.ts';
import type { Place } from '../offboarding/ports/cards.ts';

/** Reaches people outside of a turn. Every call throws what the service answered. */
export interface Connector {
  /** Answers the new message's activity id. */
  send(place: Place, card: Card): Promise<string>;
  say(place: Place, text: string): Promise<void>;
  /** `gone`: the message can't be updated any more. */
  update(place: Place, activityId: string, card: Card): Promise<'updated' | 'gone'>;
  /** Everybody in a channel or group chat. */
  members(place: Place): Promise<Member[]>;
}

/** Whether Teams said that Farewell can't write there: it was blocked or removed, or there is no such conversation. */
export function isRefused(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: unknown };
  return statusCode === 403 || statusCode === 404;
}

export interface Member {
  /** Entra object id. */
  readonly userId: string;
  /** Their id in Teams. */
  readonly teamsUserId: string;
}
