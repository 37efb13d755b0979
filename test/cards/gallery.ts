import type { Card } from '../../src/cards/fill.ts';
import { answeredCard, helpCard, listCard, welcomeCard } from '../../src/cards/messageCards.ts';
import { planCard } from '../../src/cards/planCard.ts';
import { changeCard, chooseCard, pathCard, whenCard, whoCard } from '../../src/cards/questionCards.ts';
import type { Texts } from '../../src/i18n/text.ts';
import { stepsFor } from '../../src/offboarding/catalogue.ts';
import { noOptions, type OffboardingPath } from '../../src/offboarding/model.ts';
import { findingsFrom, key, licencesFrom, now, personFrom, zone, type Filling } from './fillings.ts';
import { requests } from './requestGallery.ts';

export interface Shown {
  readonly what: string;
  readonly card: Card;
}

const paths: readonly OffboardingPath[] = ['keep', 'delete'];

/** Every card there is, in every state, for everybody who sees it. */
export function gallery(texts: Texts, filling: Filling): Shown[] {
  return [...messages(texts, filling), ...questions(texts, filling), ...requests(texts, filling)];
}

function messages(texts: Texts, { mark }: Filling): Shown[] {
  return [
    { what: 'welcome', card: welcomeCard(texts, key) },
    { what: 'help', card: helpCard(texts, key) },
    { what: 'answered', card: answeredCard(mark('answered', 256)) },
    {
      what: 'list',
      card: listCard(
        'x',
        Array.from({ length: 10 }, (_, row) => mark(`row${row}`, 400)),
      ),
    },
  ];
}

function questions(texts: Texts, filling: Filling): Shown[] {
  const person = personFrom(filling);
  const licences = licencesFrom(filling);
  const findings = findingsFrom(filling);
  const choices = Array.from({ length: 5 }, (_, index) => ({ id: `id-${index}`, person }));
  const fork = { person, licences, findings, now, zone, deleteBlockedBy: undefined };
  const hint = { date: '2026-11-27', time: '17:00', text: filling.mark('when', 80) };
  return [
    { what: 'who', card: whoCard(texts, key, filling.mark('query', 256)) },
    { what: 'choose', card: chooseCard(texts, key, { choices, more: true }) },
    { what: 'path', card: pathCard(texts, key, { ...fork, explain: false }) },
    {
      what: 'path, delete blocked',
      card: pathCard(texts, key, { ...fork, explain: false, deleteBlockedBy: findings[0] }),
    },
    { what: 'path, explained', card: pathCard(texts, key, { ...fork, explain: true }) },
    { what: 'path, unlicensed', card: pathCard(texts, key, { ...fork, licences: [], explain: true }) },
    { what: 'when', card: whenCard(texts, key, { zone, hint: undefined }) },
    { what: 'when, hinted', card: whenCard(texts, key, { zone, hint }) },
    { what: 'change', card: changeCard(texts, key) },
    ...paths.map((path) => ({ what: `plan, ${path}`, card: planFor(texts, filling, path) })),
  ];
}

function planFor(texts: Texts, filling: Filling, path: OffboardingPath): Card {
  return planCard(texts, key, {
    person: personFrom(filling),
    plan: { path, steps: stepsFor(path, { userType: 'Member' }), licences: licencesFrom(filling), options: noOptions },
    findings: findingsFrom(filling),
    runAt: now,
    zone,
    reason: filling.mark('reason', 1000),
    typedMail: filling.mark('typedMail', 256),
  });
}
