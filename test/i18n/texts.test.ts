import assert from 'node:assert/strict';
import en from '../../src/i18n/en.json' with { type: 'json' };
import nl from '../../src/i18n/nl.json' with { type: 'json' };
import { languages, textsOf, type Language } from '../../src/i18n/text.ts';
import { understand } from '../../src/i18n/understand.ts';

type Answer = keyof typeof en.answers;
type Command = keyof typeof en.commands;
type Named = Readonly<Record<string, string>>;

const sources = { en, nl };

/** Every text by its key; a list (patterns, words) is one leaf, as its length may differ by language. */
function leaves(tree: object, prefix = ''): Map<string, unknown> {
  const entries = Object.entries(tree) as [string, unknown][];
  return new Map(
    entries.flatMap(([key, value]): [string, unknown][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? [...leaves(value, `${prefix}${key}.`)]
        : [[`${prefix}${key}`, value]],
    ),
  );
}

function placeholders(text: unknown): string[] {
  return typeof text === 'string' ? [...text.matchAll(/\{\{(.+?)\}\}/gu)].map((match) => match[1] ?? '').sort() : [];
}

const commands: Readonly<Record<Language, readonly (readonly [said: string, command: Command, named?: Named])[]>> = {
  en: [
    ['offboard Alex Wilber', 'offboard', { who: 'Alex Wilber' }],
    ['  Please   offboard  Alex  Wilber ', 'offboard', { who: 'Alex Wilber' }],
    ['offboard', 'offboard', {}],
    ['Start offboarding Alex Wilber', 'offboard', { who: 'Alex Wilber' }],
    ['Alex Wilber leaves on Friday at 17:00', 'leaves', { who: 'Alex Wilber', when: 'on Friday at 17:00' }],
    ['Alex Wilber is leaving today', 'leaves', { who: 'Alex Wilber', when: 'today' }],
    ['Will Smith leaves tomorrow', 'leaves', { who: 'Will Smith', when: 'tomorrow' }],
    ['Cancel!', 'cancel'],
    ['stop', 'cancel'],
    ['back', 'back'],
    ['HELP', 'help'],
    ['?', 'help'],
    ['status', 'status', {}],
    ['status of #12', 'status', { number: '12' }],
    ['my requests', 'status'],
    ['pending', 'pending'],
    ['language Dutch', 'language', { language: 'Dutch' }],
    ['language', 'language', {}],
  ],
  nl: [
    ['offboard Alex Wilber', 'offboard', { who: 'Alex Wilber' }],
    ['offboard', 'offboard', {}],
    ['Offboard Per Hansen', 'offboard', { who: 'Per Hansen' }],
    ['offboard Tom Morgenstern', 'offboard', { who: 'Tom Morgenstern' }],
    ['offboard Alex Wilber vrijdag om 17:00', 'offboard', { who: 'Alex Wilber', when: 'vrijdag om 17:00' }],
    ['offboard Alex Wilber, op 1 december om 9:00', 'offboard', { who: 'Alex Wilber', when: 'op 1 december om 9:00' }],
    ['offboard Alex Wilber per direct', 'offboard', { who: 'Alex Wilber', when: 'per direct' }],
    ['offboard Om Prakash', 'offboard', { who: 'Om Prakash' }],
    ['offboard Alex Wilber over drie dagen', 'offboard', { who: 'Alex Wilber', when: 'over drie dagen' }],
    ['start offboarding van Alex Wilber', 'offboard', { who: 'Alex Wilber' }],
    ['start de offboarding', 'offboard', {}],
    ['zet Alex Wilber uit dienst', 'offboard', { who: 'Alex Wilber' }],
    ['Zet Alex Wilber per 1 december uit dienst.', 'offboard', { who: 'Alex Wilber', when: 'per 1 december' }],
    ['zet Alex Wilber uit dienst op vrijdag', 'offboard', { who: 'Alex Wilber', when: 'op vrijdag' }],
    ['Alex Wilber vertrekt vandaag', 'leaves', { who: 'Alex Wilber', when: 'vandaag' }],
    ['Alex Wilber vertrekt', 'leaves', { who: 'Alex Wilber' }],
    ['René de Vries vertrekt op vrijdag om 17:00.', 'leaves', { who: 'René de Vries', when: 'op vrijdag om 17:00' }],
    ['Alex Wilber gaat vrijdag om 17:00 weg', 'leaves', { who: 'Alex Wilber', when: 'vrijdag om 17:00' }],
    ['Alex Wilber gaat weg', 'leaves', { who: 'Alex Wilber' }],
    ['Alex gaat uit dienst per 1 december', 'leaves', { who: 'Alex', when: 'per 1 december' }],
    ['Alex gaat per 1 december uit dienst', 'leaves', { who: 'Alex', when: 'per 1 december' }],
    ['Wiebe Wil gaat morgen met pensioen', 'leaves', { who: 'Wiebe Wil', when: 'morgen' }],
    ['annuleer', 'cancel'],
    ['Annuleren.', 'cancel'],
    ['stop', 'cancel'],
    ['laat maar', 'cancel'],
    ['terug', 'back'],
    ['help', 'help'],
    ['Wat kun je doen?', 'help'],
    ['hallo', 'help'],
    ['status van 12', 'status', { number: '12' }],
    ['mijn aanvragen', 'status'],
    ['wachtend', 'pending'],
    ['wat wacht er op mij?', 'pending'],
    ['taal Engels', 'language', { language: 'Engels' }],
    ['taal', 'language', {}],
  ],
};

const noCommands: Readonly<Record<Language, readonly string[]>> = {
  en: ['', 'Alex Wilber', 'keep', 'offboarded', 'cancel my holiday', 'the status is fine', 'helping hand', 'leaves'],
  nl: [
    '',
    'Alex Wilber',
    'bewaren',
    'wie vertrekt er vandaag',
    'Wanneer vertrekt Alex',
    'wat gebeurt er als Alex vertrekt',
    'als Alex vertrekt, wat dan',
    'Waarom gaat Alex weg',
    'hoe gaat het offboarden weg',
    'vertrekt Alex vandaag?',
    'Alex vertrekt vandaag?',
    'annuleer mijn vakantie',
    'vertrekt',
    'hulpvaardig',
    'zet de koffie klaar',
    'stoppen met roken',
  ],
};

const answers: Readonly<Record<Language, readonly (readonly [said: string, answer: Answer])[]>> = {
  en: [
    ['yes, keep it', 'keep'],
    ['Keep the data.', 'keep'],
    ['no, delete', 'delete'],
    ["don't keep it", 'delete'],
    ["what's the difference?", 'explain'],
    ['right away', 'now'],
    ['confirm', 'confirm'],
    ['change', 'change'],
  ],
  nl: [
    ['ja, bewaren', 'keep'],
    ['Ja', 'keep'],
    ['bewaar de gegevens', 'keep'],
    ['de gegevens moeten bewaard blijven', 'keep'],
    ['nee, verwijderen', 'delete'],
    ['nee', 'delete'],
    ['niet bewaren', 'delete'],
    ['nee, bewaar ze niet', 'delete'],
    ['wat is het verschil', 'explain'],
    ['Uitleg!', 'explain'],
    ['nu', 'now'],
    ['meteen', 'now'],
    ['Per direct.', 'now'],
    ['zo snel mogelijk', 'now'],
    ['bevestigen', 'confirm'],
    ['oke\u0301', 'confirm'],
    ['wijzigen', 'change'],
  ],
};

const noAnswers: Readonly<Record<Language, readonly string[]>> = {
  en: ['', 'perhaps', 'yes and no', 'keep calm and carry on', 'not now', 'delete nothing'],
  nl: [
    '',
    'misschien',
    'ja en nee',
    'nee, bewaren niet nodig denk ik',
    'niet nu',
    'verwijder niets',
    'bevestig het later',
  ],
};

function commandsIn(language: Language, text: string): Command[] {
  const { commands: patterns } = sources[language];
  return (Object.keys(patterns) as Command[]).filter((name) => understand(patterns[name], text) !== undefined);
}

function answersIn(language: Language, text: string): Answer[] {
  const { answers: patterns } = sources[language];
  return (Object.keys(patterns) as Answer[]).filter((name) => understand(patterns[name], text) !== undefined);
}

describe('texts', () => {
  const [english, dutch] = [leaves(en), leaves(nl)];

  it('has the same keys in both languages', () => {
    assert.deepEqual([...dutch.keys()].sort(), [...english.keys()].sort());
  });

  it('has the same placeholders in both languages, key by key', () => {
    for (const [key, text] of english) assert.deepEqual(placeholders(dutch.get(key)), placeholders(text), key);
  });

  it('gives each text, and an empty one as nothing and not as its key', () => {
    for (const [key, text] of english) {
      if (typeof text !== 'string') continue;
      const values = Object.fromEntries(placeholders(text).map((name) => [name, 'x']));
      for (const language of languages) assert.notEqual(textsOf(language).t(key, values), key);
    }
  });

  it('leaves no text empty that the other language has', () => {
    for (const [key, text] of english) assert.equal(dutch.get(key) === '', text === '', key);
  });

  for (const language of languages) {
    describe(`patterns in ${language}`, () => {
      const { commands: commandPatterns, answers: answerPatterns, dateWords } = sources[language];

      it('compile', () => {
        const patterns = [...Object.values(commandPatterns).flat(), ...Object.values(answerPatterns).flat()];
        for (const pattern of [...patterns, ...dateWords.map(({ from }) => from)]) new RegExp(pattern, 'iu');
      });

      for (const [said, command, named] of commands[language]) {
        it(`"${said}" is ${command}`, () => {
          assert.deepEqual(commandsIn(language, said), [command]);
          if (named) assert.deepEqual(understand(commandPatterns[command], said), named);
        });
      }

      for (const said of noCommands[language]) {
        it(`"${said}" is no command`, () => assert.deepEqual(commandsIn(language, said), []));
      }

      for (const [said, answer] of answers[language]) {
        it(`"${said}" answers ${answer}`, () => assert.ok(answersIn(language, said).includes(answer)));
      }

      for (const said of noAnswers[language]) {
        it(`"${said}" is no answer`, () => assert.deepEqual(answersIn(language, said), []));
      }

      for (const button of ['keep', 'delete', 'explain', 'now', 'confirm', 'change'] as const) {
        it(`what the ${button} button says can be typed`, () => {
          assert.deepEqual(answersIn(language, textsOf(language).t(`buttons.${button}`)), [button]);
        });
      }

      for (const button of ['cancel', 'back', 'help'] as const) {
        it(`what the ${button} button says can be typed`, () => {
          assert.deepEqual(commandsIn(language, textsOf(language).t(`buttons.${button}`)), [button]);
        });
      }

      it('never reads one text as keep and as delete', () => {
        const said = [...answers.en, ...answers.nl].map(([text]) => text);
        for (const text of said) {
          const given = languages.flatMap((each) => answersIn(each, text));
          assert.ok(!(given.includes('keep') && given.includes('delete')), text);
        }
      });

      it('takes no time over 4,000 characters', () => {
        const started = performance.now();
        for (const part of ['a ', 'gaat ', 'x vertrekt !', 'x leaves ', 'zet ', '!']) {
          commandsIn(language, part.repeat(4000 / part.length));
          answersIn(language, part.repeat(4000 / part.length));
        }
        assert.ok(performance.now() - started < 1000);
      });
    });
  }

  describe('understand', () => {
    it('gives the groups of the first pattern that matches', () => {
      assert.deepEqual(understand(['^x$', '^(?<who>a) ?(?<when>b)?$', '^a$'], ' A '), { who: 'A' });
    });

    it('gives undefined when none matches', () => {
      assert.equal(understand(['^x$'], 'y'), undefined);
      assert.equal(understand([], 'y'), undefined);
    });
  });
});
