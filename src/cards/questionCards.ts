import type { Texts } from '../i18n/text.ts';
import type { Finding } from '../offboarding/model.ts';
import { restorableUntil } from '../offboarding/plan.ts';
import { fill, type Card } from './fill.ts';
import {
  button,
  findingsNote,
  findingText,
  licenceCounts,
  licenceNames,
  line,
  note,
  titledNote,
  personBlock,
  personDetails,
  type CardKey,
  type LicenceOnCard,
  type Note,
  type PersonOnCard,
} from './parts.ts';
import { pathName } from './planCard.ts';

/** Asks who leaves. */
export function whoCard(texts: Texts, key: CardKey, value: string): Card {
  const { t } = texts;
  return fill('who', {
    ...key,
    title: t('who.title'),
    lines: [],
    label: t('who.hint'),
    value,
    actions: [button(texts, 'search', 'positive'), button(texts, 'cancel')],
  });
}

export interface Choice {
  readonly id: string;
  readonly person: PersonOnCard;
}

/** Offers several people so that two of one name can be told apart. */
export function chooseCard(
  texts: Texts,
  key: CardKey,
  { choices, more }: { choices: readonly Choice[]; more: boolean },
): Card {
  const { t } = texts;
  return fill('choose', {
    ...key,
    title: t('who.several'),
    label: t('who.choose-label'),
    choices: choices.map(({ id, person }) => ({
      value: id,
      title: `${person.displayName}: ${personDetails(texts, person)}`,
    })),
    lines: more ? [line('more', t('who.more'), { subtle: true })] : [],
    actions: [button(texts, 'choose', 'positive'), button(texts, 'back'), button(texts, 'cancel')],
  });
}

export interface Fork {
  readonly person: PersonOnCard;
  readonly licences: readonly LicenceOnCard[];
  readonly findings: readonly Finding[];
  /** Why delete is not offered; undefined: it is. */
  readonly deleteBlockedBy: Finding | undefined;
  readonly explain: boolean;
  readonly now: Date;
  readonly zone: string;
}

/** The one question: must the data be kept? Each answer with its consequence for this person. */
export function pathCard(texts: Texts, key: CardKey, fork: Fork): Card {
  const { t } = texts;
  const explainButton = fork.explain ? [] : [button(texts, 'explain')];
  return fill('path', {
    ...key,
    title: t('path.title', { name: fork.person.displayName }),
    person: personBlock(texts, fork.person),
    notes: [...consequences(texts, fork), ...findingsNote(texts, fork.findings), ...explanation(texts, fork.explain)],
    actions: [
      button(texts, 'keep', 'positive'),
      ...(fork.deleteBlockedBy === undefined ? [button(texts, 'delete', 'destructive')] : []),
      ...explainButton,
      button(texts, 'cancel'),
    ],
  });
}

function consequences(texts: Texts, fork: Fork): Note[] {
  const { licences, deleteBlockedBy } = fork;
  const keepText = texts.t(`path.keep.consequence${licenceKey(fork)}`, { licences: licenceNames(texts, licences) });
  return [
    titledNote('consequence-keep', 'emphasis', [pathName(texts, 'keep'), keepText]),
    deleteBlockedBy === undefined
      ? titledNote('consequence-delete', 'emphasis', [pathName(texts, 'delete'), deleteText(texts, fork)])
      : note('delete-blocked', 'warning', [findingText(texts, deleteBlockedBy)]),
  ];
}

function deleteText(texts: Texts, fork: Fork): string {
  const date = texts.date(restorableUntil(fork.now), fork.zone);
  const licences = licenceCounts(texts, fork.licences);
  return texts.t(`path.delete.consequence${licenceKey(fork)}`, { licences, date });
}

/** Licences that could not be read are not the same as none. */
function licenceKey({ licences, findings }: Fork): '' | '-free' | '-unread' {
  if (findings.some(({ id }) => id === 'unread-licences')) return '-unread';
  return licences.length === 0 ? '-free' : '';
}

function explanation({ t }: Texts, explain: boolean): Note[] {
  if (!explain) return [];
  return [
    titledNote('explanation', 'accent', [t('path.explain-title'), t('path.explain-keep'), t('path.explain-delete')]),
  ];
}

export interface WhenQuestion {
  readonly zone: string;
  /** What was already read in a message, to be confirmed or changed. */
  readonly hint: { readonly date: string; readonly time: string; readonly text: string } | undefined;
}

/** Asks now or later; never assumes. */
export function whenCard(texts: Texts, key: CardKey, { zone, hint }: WhenQuestion): Card {
  const { t } = texts;
  const understood =
    hint === undefined ? [] : [line('understood', t('when.understood', { when: hint.text }), { weight: 'Bolder' })];
  return fill('when', {
    ...key,
    title: t('when.title'),
    lines: [line('when-text', t('when.text', { zone })), ...understood],
    dateLabel: t('when.date'),
    dateValue: hint?.date ?? '',
    timeLabel: t('when.time'),
    timeValue: hint?.time ?? '',
    actions: [
      button(texts, 'now'),
      button(texts, 'at', hint === undefined ? 'default' : 'positive'),
      button(texts, 'back'),
      button(texts, 'cancel'),
    ],
  });
}

/** Asks which part of the plan to change. */
export function changeCard(texts: Texts, key: CardKey): Card {
  const verbs = ['change-person', 'change-path', 'change-when', 'back', 'cancel'];
  return fill('message', {
    ...key,
    title: texts.t('plan.change-what'),
    lines: [],
    actions: verbs.map((verb) => button(texts, verb)),
  });
}
