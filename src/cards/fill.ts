import { GlobalSettings, Template } from 'adaptivecards-templating';
import { FarewellError } from '../errors.ts';
import { templateOf, type TemplateName } from './templates.ts';

/** An Adaptive Card as JSON. */
export interface Card {
  readonly type: 'AdaptiveCard';
  readonly version: string;
  readonly body: readonly unknown[];
  readonly actions: readonly unknown[];
  /** Who gets a view of their own, and by which action; on cards that many people see. */
  readonly refresh?: Readonly<Record<string, unknown>>;
}

/** A private-use character: it stands where a key was missing, and no text contains it. */
const missingMark = '\uE0FF';

/**
 * Fills a template. Throws `card-incomplete` where the data lacks a key of the template, which the templating library
 * would leave on the card as `${key}`.
 */
export function fill(name: TemplateName, data: Readonly<Record<string, unknown>>): Card {
  GlobalSettings.getUndefinedFieldValueSubstitutionString = (path) => missingMark + path + missingMark;
  const { body, actions } = templateFor(name).expand({ $root: data }) as Pick<Card, 'body' | 'actions'>;
  const missing = JSON.stringify({ body, actions }).split(missingMark)[1];
  if (missing !== undefined) throw new FarewellError('card-incomplete', `card ${name} lacks ${missing}`);
  return { ...frame, body, actions };
}

/** Parsed once each: parsing a template's expressions takes longer than filling it, and filling leaves them as they are. */
const parsed = new Map<TemplateName, Template>();

function templateFor(name: TemplateName): Template {
  const template = parsed.get(name) ?? new Template(templateOf(name));
  parsed.set(name, template);
  return template;
}

/** Schema 1.5 is what Teams supports on all its clients. */
const frame = {
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
} as const;
