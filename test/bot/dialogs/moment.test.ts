import assert from 'node:assert/strict';
import { momentFromFields, understandMoment, type AboutMoment, type Moment } from '../../../src/bot/dialogs/moment.ts';

// Wednesday 25 November 2026, 10:30 in Amsterdam.
const now = new Date('2026-11-25T09:30:20Z');
const amsterdam: Omit<AboutMoment, 'language'> = { zone: 'Europe/Amsterdam', now };
const night = { zone: 'Europe/Amsterdam', now: new Date('2026-03-27T09:00:00Z') };

type Case = readonly [said: string, expected: string, about?: Omit<AboutMoment, 'language'>];

/** "at 2026-11-27T16:00:00.000Z", "time-missing 2026-11-27", "none". */
function inShort(moment: Moment): string {
  if ('at' in moment) return `${moment.kind} ${moment.at.toISOString().replace(':00.000Z', 'Z')}`;
  return moment.kind === 'time-missing' ? `${moment.kind} ${moment.date}` : moment.kind;
}

const cases: Readonly<Record<'en' | 'nl', readonly Case[]>> = {
  en: [
    ['Friday at 17:00', 'at 2026-11-27T16:00Z'],
    ['on  FRIDAY, 17:00 please', 'at 2026-11-27T16:00Z'],
    ['17:00 on Friday', 'at 2026-11-27T16:00Z'],
    ['Friday at 5', 'at 2026-11-27T16:00Z'],
    ['Friday at 5 in the morning', 'at 2026-11-27T04:00Z'],
    ['coming Friday at 5 pm', 'at 2026-11-27T16:00Z'],
    ['next Friday at 5 pm', 'at 2026-12-04T16:00Z'],
    ['Friday next week at 17.30', 'at 2026-12-04T16:30Z'],
    ['Wednesday at 17:00', 'at 2026-11-25T16:00Z'],
    ['Wednesday at 09:00', 'at 2026-12-02T08:00Z'],
    ['Wednesday', 'time-missing 2026-11-25'],
    ['Friday', 'time-missing 2026-11-27'],
    ['today', 'time-missing 2026-11-25'],
    ['tomorrow morning', 'time-missing 2026-11-26'],
    ['end of the day', 'time-missing 2026-11-25'],
    ['in 3 days', 'time-missing 2026-11-28'],
    ['in 2 weeks at 9:00', 'at 2026-12-09T08:00Z'],
    ['in two hours', 'at 2026-11-25T11:30Z'],
    ['in half an hour', 'at 2026-11-25T10:00Z'],
    ['17:00', 'at 2026-11-25T16:00Z'],
    ['5 pm', 'at 2026-11-25T16:00Z'],
    ['5.30 p.m.', 'at 2026-11-25T16:30Z'],
    ['17h', 'at 2026-11-25T16:00Z'],
    ['17h30', 'at 2026-11-25T16:30Z'],
    ['noon', 'at 2026-11-25T11:00Z'],
    ['half past five', 'at 2026-11-25T16:30Z'],
    ['9:00', 'past 2026-11-25T08:00Z'],
    ['tomorrow 0:15', 'at 2026-11-25T23:15Z'],
    ['12:30 am tomorrow', 'at 2026-11-25T23:30Z'],
    ['31-12-2026 18:00', 'at 2026-12-31T17:00Z'],
    ['31/12/2026 at 6 pm', 'at 2026-12-31T17:00Z'],
    ['31.12.26 18:00', 'at 2026-12-31T17:00Z'],
    ['05/06/2027 17:00', 'at 2027-06-05T15:00Z'],
    ['5/6 17:00', 'at 2027-06-05T15:00Z'],
    ['2026-12-31', 'time-missing 2026-12-31'],
    ['2026-12-31T18:00', 'at 2026-12-31T17:00Z'],
    ['31 December 2026 18:00:45', 'at 2026-12-31T17:00Z'],
    ['31 December at 18:00', 'at 2026-12-31T17:00Z'],
    ['the 27th at 17:00', 'at 2026-11-27T16:00Z'],
    ['yesterday at 17:00', 'past 2026-11-24T16:00Z'],
    ['yesterday', 'past 2026-11-23T23:00Z'],
    ['20 November at 17:00', 'past 2026-11-20T16:00Z'],
    ['25 November 2027 10:30', 'at 2027-11-25T09:30Z'],
    ['25 November 2027 10:31', 'far 2027-11-25T09:31Z'],
    ['1-1-2030', 'far 2029-12-31T23:00Z'],
    ['tomorrow at 25:00', 'none'],
    ['tomorrow at 13:75', 'none'],
    ['12/31/2026 17:00', 'none'],
    ['31 February 2027 10:00', 'none'],
    ['frday at 17:00', 'none'],
    ['friday 27 at 17:00', 'none'],
    ['Monday 9:00 or Tuesday 10:00', 'none'],
    ['5 pm or 6 pm', 'none'],
    ['every Friday at 17:00', 'none'],
    ['between 9:00 and 10:00 tomorrow', 'none'],
    ['next month', 'none'],
    ['May', 'none'],
    ['17:00 UTC', 'none'],
    ['5', 'none'],
    ['', 'none'],
    ['when hell freezes over', 'none'],
    ['29 March 2026 02:30', 'not-existing', night],
    ['Sunday at 2:30 am', 'not-existing', night],
    ['29 March 2026 03:00', 'at 2026-03-29T01:00Z', night],
    ['25 October 2026 02:30', 'at 2026-10-25T00:30Z', night],
    ['in 48 hours', 'at 2026-03-29T09:00Z', night],
    ['tomorrow at 17:00', 'at 2026-11-26T22:00Z', { now, zone: 'America/New_York' }],
    ['today at 22:00', 'at 2026-11-26T07:00Z', { now: new Date('2026-11-26T06:00:00Z'), zone: 'America/Anchorage' }],
    ['8 March 2026 2:30 am', 'not-existing', { now: night.now, zone: 'America/New_York' }],
    ['17:00', 'past 2026-11-25T08:00Z', { now, zone: 'Asia/Tokyo' }],
    ['Friday at 17:00', 'at 2026-11-27T11:15Z', { now, zone: 'Asia/Kathmandu' }],
  ],
  nl: [
    ['vrijdag om 17:00', 'at 2026-11-27T16:00Z'],
    ['op vrijdag om 17.00 uur graag', 'at 2026-11-27T16:00Z'],
    ['vr 27 nov 17:00', 'at 2026-11-27T16:00Z'],
    ['aanstaande vrijdag om 17 uur', 'at 2026-11-27T16:00Z'],
    ['vrijdag de 27e om 17u', 'at 2026-11-27T16:00Z'],
    ['volgende week vrijdag om 17:00', 'at 2026-12-04T16:00Z'],
    ['volgende week vrijdag', 'time-missing 2026-12-04'],
    ['vrijdagmiddag', 'time-missing 2026-11-27'],
    ['vandaag', 'time-missing 2026-11-25'],
    ['vandaag om vijf uur', 'at 2026-11-25T16:00Z'],
    ['vanavond om 8 uur', 'at 2026-11-25T19:00Z'],
    ['morgen', 'time-missing 2026-11-26'],
    ['morgenochtend om 9 uur', 'at 2026-11-26T08:00Z'],
    ['overmorgen om 9:00', 'at 2026-11-27T08:00Z'],
    ['woensdag om 09:00', 'at 2026-12-02T08:00Z'],
    ['over 3 dagen', 'time-missing 2026-11-28'],
    ['over drie dagen om 17:00', 'at 2026-11-28T16:00Z'],
    ['over een week', 'time-missing 2026-12-02'],
    ['over twee uur', 'at 2026-11-25T11:30Z'],
    ['over een half uur', 'at 2026-11-25T10:00Z'],
    ['morgen aan het eind van de dag', 'time-missing 2026-11-26'],
    ['om half zes', 'at 2026-11-25T16:30Z'],
    ['kwart voor zes', 'at 2026-11-25T16:45Z'],
    ['17u30', 'at 2026-11-25T16:30Z'],
    ['9:00', 'past 2026-11-25T08:00Z'],
    ['vrijdag om 5 uur ’s ochtends', 'at 2026-11-27T04:00Z'],
    ['31-12-2026 18:00', 'at 2026-12-31T17:00Z'],
    ['31/12/2026 om 18.00 uur', 'at 2026-12-31T17:00Z'],
    ['31 december om 18:00', 'at 2026-12-31T17:00Z'],
    ['1 maart 2027 om 10:00', 'at 2027-03-01T09:00Z'],
    ['per 1 december', 'time-missing 2026-12-01'],
    ['op 1 mei om 17:00', 'at 2027-05-01T15:00Z'],
    ['gisteren om 17:00', 'past 2026-11-24T16:00Z'],
    ['1 januari 2028 om 9:00', 'far 2028-01-01T08:00Z'],
    ['vrydag om 17:00', 'none'],
    ['voor vrijdag 17:00', 'none'],
    ['vrijdag of maandag om 17:00', 'none'],
    ['morgen om 25:00', 'none'],
    ['volgende maand', 'none'],
    ['als Pasen en Pinksteren op één dag vallen', 'none'],
    ['29 maart 2026 02:30', 'not-existing', night],
    ['zondag om 2:30', 'not-existing', night],
    ['vrijdag om 17:00', 'at 2026-11-27T21:00Z', { now, zone: 'America/Curacao' }],
  ],
};

describe('moment', () => {
  for (const language of ['en', 'nl'] as const) {
    for (const [said, expected, about = amsterdam] of cases[language]) {
      it(`${language}: "${said}" in ${about.zone} is ${expected}`, () => {
        assert.equal(inShort(understandMoment(said, { ...about, language })), expected);
      });
    }
  }

  for (const part of ['1-1-', '1 ', 'a ', 'friday at 17:00 ', '9', ' ']) {
    it(`says none to 4,000 characters of "${part}", at once`, () => {
      const started = performance.now();
      assert.equal(understandMoment(part.repeat(4000 / part.length), { ...amsterdam, language: 'nl' }).kind, 'none');
      assert.ok(performance.now() - started < 50);
    });
  }

  it('stays fast over the longest text it reads', () => {
    const started = performance.now();
    understandMoment('1-1-'.repeat(30).slice(0, 119), { ...amsterdam, language: 'nl' });
    assert.ok(performance.now() - started < 500);
  });

  it('refuses a zone that does not exist', () => {
    assert.throws(() => understandMoment('today', { language: 'en', zone: 'Mars/Phobos', now }), { code: 'internal' });
  });

  const fields: readonly (readonly [date: string | undefined, time: string | undefined, expected: string])[] = [
    ['2026-11-27', '17:00', 'at 2026-11-27T16:00Z'],
    ['2026-11-27', '', 'time-missing 2026-11-27'],
    ['2026-11-27', undefined, 'time-missing 2026-11-27'],
    ['2026-11-25', '', 'time-missing 2026-11-25'],
    ['', '17:00', 'none'],
    [undefined, undefined, 'none'],
    ['27-11-2026', '17:00', 'none'],
    ['2026-02-30', '17:00', 'none'],
    ['2026-11-27', '25:00', 'none'],
    ['2026-11-27', '5 pm', 'none'],
    ['2026-11-25', '10:29', 'past 2026-11-25T09:29Z'],
    ['2026-11-25', '10:30', 'at 2026-11-25T09:30Z'],
    ['2028-01-01', '10:00', 'far 2028-01-01T09:00Z'],
    ['2027-03-28', '02:30', 'not-existing'],
    ['2027-10-31', '02:30', 'at 2027-10-31T00:30Z'],
  ];
  for (const [date, time, expected] of fields) {
    it(`fields ${String(date)} and ${String(time)} are ${expected}`, () => {
      assert.equal(inShort(momentFromFields(date, time, { ...amsterdam, language: 'en' })), expected);
    });
  }
});
