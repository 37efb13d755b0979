import type { Texts } from '../i18n/text.ts';
import type { Change, OffboardingRequest } from '../offboarding/request.ts';
import { findingText, findingWhy, licenceName, namesText, shortName, titledNote, type Note } from './parts.ts';
import type { RequestOnCard } from './requestCard.ts';
import { itemName } from './stepTexts.ts';

/** What is no longer as it was when the approvers were asked before. */
export function changesNote(texts: Texts, { request, audience }: RequestOnCard): Note[] {
  const changes = changesOf(request);
  if (changes.length === 0) return [];
  const title = audience === 'requester' ? 'request.changes-title-requester' : 'request.changes-title';
  return [
    titledNote('changes', 'warning', [
      texts.t(title),
      ...changes.flatMap((change) => changeTexts(texts, change, request.timeZone)),
    ]),
  ];
}

export function changesOf({ events }: Pick<OffboardingRequest, 'events'>): readonly Change[] {
  return events.findLast(({ kind }) => kind === 'asked-again')?.changes ?? [];
}

function changeTexts(texts: Texts, change: Change, zone: string): string[] {
  return change.what === 'scope' ? scopeTexts(texts, change) : [changeText(texts, change, zone)];
}

type ScopeChange = Extract<Change, { readonly what: 'scope' }>;

/** What a step acts on now and didn't before, and the other way round. */
function scopeTexts(texts: Texts, { step, from, to }: ScopeChange): string[] {
  const lacking = (one: ScopeChange['from'], other: ScopeChange['from']) =>
    one.filter(({ id }) => !other.some((item) => item.id === id)).map((item) => shortName(itemName(texts, step, item)));
  const differences = [
    ['change.scope-new', lacking(to, from)],
    ['change.scope-gone', lacking(from, to)],
  ] as const;
  return differences.flatMap(([key, names]) =>
    names.length === 0 ? [] : [texts.t(key, { step: texts.t(`step.${step}.name`), names: namesText(texts, names) })],
  );
}

function changeText(texts: Texts, change: Exclude<Change, ScopeChange>, zone: string): string {
  const { t, list } = texts;
  const nothing = t('change.nothing');
  const orNothing = (text: string | null) => (text === null || text === '' ? nothing : text);
  switch (change.what) {
    case 'finding-new':
      return t('change.finding-new', { finding: findingText(texts, change.finding) });
    case 'finding-gone':
      // What to do about it is no longer to be done.
      return t('change.finding-gone', { finding: findingWhy(texts, change.finding) });
    case 'late':
      return t('change.late', { when: texts.moment(new Date(change.plannedAt), zone) });
    case 'licences': {
      const [from, to] = [change.from, change.to].map((licences) => namesText(texts, licences.map(licenceName)));
      return t('change.licences', { from: orNothing(from ?? null), to: orNothing(to ?? null) });
    }
    case 'steps': {
      const [from, to] = [change.from, change.to].map((steps) => list(steps.map((step) => t(`step.${step}.name`))));
      return t('change.steps', { from: orNothing(from ?? null), to: orNothing(to ?? null) });
    }
    default:
      return t(`change.${change.what}`, { from: orNothing(change.from), to: orNothing(change.to) });
  }
}
