import { DateTime } from 'luxon';
import { whenCard, type WhenQuestion } from '../../cards/questionCards.ts';
import { languages, type Texts } from '../../i18n/text.ts';
import type { Turn } from '../turn.ts';
import { gave } from './answers.ts';
import { zoneOf, type Draft } from './draft.ts';
import { momentFromFields, understandMoment, type Moment } from './moment.ts';
import type { Question, Reaction } from './question.ts';

/** Asks now or later: always, even when the first message named a time, which is then offered to be confirmed. */
export const whenQuestion: Question = {
  id: 'when',
  render: (turn, key, draft) =>
    whenCard(turn.texts, key, { zone: zoneOf(draft, turn.zone), hint: hintOf(turn, draft) }),
  understand(turn, draft) {
    const { input, texts } = turn;
    if (draft.whenWords !== undefined && input.kind === 'text' && gave(input, 'confirm')) {
      return reactionTo(turn, draft, inAnyLanguage(turn, draft, draft.whenWords));
    }
    if (gave(input, 'now'))
      return { kind: 'answered', draft: { ...draft, runAt: 'now' }, said: texts.t('when.answered-now') };
    if (input.kind === 'action' && input.verb === 'at') {
      return reactionTo(
        turn,
        draft,
        momentFromFields(input.inputs['date'], input.inputs['time'], aboutOf(turn, draft)),
      );
    }
    return input.kind === 'text'
      ? reactionTo(turn, draft, momentInWords(turn, draft, input.text))
      : { kind: 'again', say: texts.t('when.unclear') };
  },
};

function aboutOf({ texts, zone, now }: Turn, draft: Draft) {
  return { language: texts.language, zone: zoneOf(draft, zone), now };
}

/** A time alone belongs to the day that was asked about just before. */
function momentInWords(turn: Turn, draft: Draft, text: string): Moment {
  const { askedDate } = draft;
  const onThatDay = askedDate === undefined ? undefined : inAnyLanguage(turn, draft, `${askedDate} ${text}`);
  return onThatDay === undefined || onThatDay.kind === 'none' ? inAnyLanguage(turn, draft, text) : onThatDay;
}

/** The person's own language first; the other one when that gives nothing. */
function inAnyLanguage(turn: Turn, draft: Draft, text: string): Moment {
  const about = aboutOf(turn, draft);
  const readings = [about.language, ...languages].map((language) => understandMoment(text, { ...about, language }));
  return readings.find(({ kind }) => kind !== 'none') ?? { kind: 'none' };
}

function reactionTo(turn: Turn, draft: Draft, moment: Moment): Reaction {
  const zone = zoneOf(draft, turn.zone);
  const { t, moment: show } = turn.texts;
  switch (moment.kind) {
    case 'at':
      return {
        kind: 'answered',
        draft: { ...draft, runAt: moment.at.toISOString() },
        said: t('when.answered-at', { when: show(moment.at, zone) }),
      };
    case 'past':
    case 'far':
      return { kind: 'again', say: t(`when.${moment.kind}`, { when: show(moment.at, zone) }) };
    case 'time-missing':
      return {
        kind: 'again',
        say: t('when.time-missing', { date: dateText(turn.texts, moment.date, zone) }),
        draft: { ...draft, askedDate: moment.date },
      };
    case 'not-existing':
      return { kind: 'again', say: t('when.not-existing') };
    case 'none':
      return { kind: 'again', say: t('when.unclear') };
  }
}

/** What the first message said of the time, for the fields of the card. */
function hintOf(turn: Turn, draft: Draft): WhenQuestion['hint'] {
  if (draft.whenWords === undefined) return undefined;
  const zone = zoneOf(draft, turn.zone);
  const moment = inAnyLanguage(turn, draft, draft.whenWords);
  if (moment.kind === 'time-missing') {
    return { date: moment.date, time: '', text: dateText(turn.texts, moment.date, zone) };
  }
  if (moment.kind !== 'at') return undefined;
  const at = DateTime.fromJSDate(moment.at, { zone });
  return { date: at.toFormat('yyyy-MM-dd'), time: at.toFormat('HH:mm'), text: turn.texts.moment(moment.at, zone) };
}

function dateText(texts: Texts, isoDate: string, zone: string): string {
  return texts.date(DateTime.fromISO(isoDate, { zone }).toJSDate(), zone);
}
