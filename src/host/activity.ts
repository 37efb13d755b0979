import type { Activity } from 'botbuilder';

const dates = ['timestamp', 'localTimestamp', 'expiration'] as const;

/**
 * The activity that a body holds, with dates for times as botbuilder has them; undefined where there is less than botbuilder
 * needs before it can tell what is wrong itself.
 */
export function activityOf(body: unknown): Activity | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { type, conversation } = body as { type?: unknown; conversation?: { id?: unknown } | null };
  if (typeof type !== 'string' || typeof conversation?.id !== 'string') return undefined;
  const activity = body as Record<string, unknown>;
  for (const name of dates) {
    const text = activity[name];
    if (typeof text !== 'string') continue;
    activity[`raw${name[0]?.toUpperCase()}${name.slice(1)}`] = text;
    activity[name] = new Date(text);
  }
  return body as Activity;
}
