import type { CardJson } from './teams.ts';

type Json = Readonly<Record<string, unknown>>;

/** The part of a card with this id, however deep it stands. */
export function part(card: CardJson, id: string): Json | undefined {
  return every(card).find((element) => element['id'] === id && element['type'] !== 'Action.Submit');
}

/** Everything a person reads below this element. */
export function textOf(element: unknown): string {
  return every(element)
    .flatMap((each) => [each['text'], each['title'], each['label']])
    .filter((text) => typeof text === 'string')
    .join('\n');
}

/** What the part with this id says; empty where there is none. */
export function textAt(card: CardJson, id: string): string {
  return textOf(part(card, id));
}

/** The verbs of the card's buttons. */
export function verbs(card: CardJson): string[] {
  return (card['actions'] as Json[]).map((action) => String(action['verb']));
}

/** The button with this verb. */
export function action(card: CardJson, verb: string): Json {
  const found = (card['actions'] as Json[]).find((each) => each['verb'] === verb);
  if (found === undefined) throw new Error(`no button ${verb} on the card, only ${verbs(card).join(', ')}`);
  return found;
}

/** Every object in a JSON value, outermost first. */
export function every(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(every);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(every)];
}
