import type { Texts } from '../i18n/text.ts';
import type { Change, OffboardingRequest } from '../offboarding/request.ts';
import { findingText, licenceName, namesText, titledNote, type Note } from './parts.ts';
import type { RequestOnCard } from './requestCard.ts';

/** What is no longer as it was when the approvers were asked before. */
export function changesNote(texts: Texts, { request, audience }: RequestOnCard): Note[] {
  const changes = changesOf(request);
  if (changes.length === 0) return [];
  const title = audience === 'requester' ? 'request.changes-title-requester' : 'request.changes-title';
  return [
    titledNote('changes', 'warning', [
      texts.t(title),
      ...changes.map((change) => changeText(texts, change, request.timeZone)),
    ]),
  ];
}

export function changesOf({ events }: Pick<OffboardingRequest, 'events'>): readonly Change[] {
  return events.findLast(({ kind }) => kind === 'asked-again')?.changes ?? [];
}

function changeText(texts: Texts, change: Change, zone: string): string {
  const { t, list } = texts;
  const nothing = t('change.nothing');
  const orNothing = (text: string | null) => (text === null || text === '' ? nothing : text);
  switch (change.what) {
    case 'finding-new':
      return t('change.finding-new', { finding: findingText(texts, change.finding) });
    case 'finding-gone':
      // What to do about it is no longer to be done.
      return t('change.finding-gone', { finding: t(`finding.${change.finding.id}.why`, change.finding.values) });
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
