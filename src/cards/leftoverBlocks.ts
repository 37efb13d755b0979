import type { Texts } from '../i18n/text.ts';
import type { PlanItem, PlannedLeftover } from '../offboarding/model.ts';
import { doneLeftovers, leftoversOf } from '../offboarding/openLeftovers.ts';
import { dayInMs } from '../offboarding/plan.ts';
import { openStates, type OffboardingRequest, type RequestEvent } from '../offboarding/request.ts';
import { fill, type Card } from './fill.ts';
import { inBrief } from './inBrief.ts';
import { licenceName, mostNamed, shortName, type Tone } from './parts.ts';
import type { RequestOnCard } from './requestCard.ts';

/** Teams takes 28 kB. */
const mostBytes = 27_500;

const least = { commands: 0, details: false };

/** How much is said of what people have to do themselves, the most first: of a full card each says less than the one before. */
const measures: readonly Measure[] = [
  { commands: 10, details: true },
  { commands: 1, details: true },
  { commands: 0, details: true },
  least,
];

interface Measure {
  /** Most lines of PowerShell for one of them. */
  readonly commands: number;
  /** false: their titles only. */
  readonly details: boolean;
}

/** The request's card with as much as it has room for, what people have to do themselves shortened first; a line is whole or not there. */
export function fillToSize(
  texts: Texts,
  shown: RequestOnCard,
  dataOf: (shown: RequestOnCard) => Readonly<Record<string, unknown>>,
): Card {
  const data = dataOf(shown);
  const room = mostBytes - (shown.reserved ?? 0);
  for (const measure of measures) {
    const card = fill('request', { ...data, ...fields(texts, shown, measure) });
    if (Buffer.byteLength(JSON.stringify(card)) <= room) return card;
  }
  const brief = inBrief(shown);
  return fill('request', { ...dataOf(brief), ...fields(texts, brief, least) });
}

interface Row {
  readonly leftoverId: string;
  readonly text: string;
  readonly color: Tone;
  readonly weight: 'Default' | 'Bolder';
  /** Who, when, why and what of; empty: nothing. */
  readonly details: string;
  readonly commands: readonly { readonly command: string }[];
  /** How many more there are, and where; empty: none. */
  readonly more: string;
}

/** Once the run has ended what is left to do; before that, for who decides on it, what will be. */
function fields(texts: Texts, shown: RequestOnCard, measure: Measure) {
  const { request, audience } = shown;
  const left = leftoversOf(request);
  const planned = left.length === 0 && audience !== 'requester' && openStates.includes(request.state);
  const all = planned ? byUrgency(request.plan.leftovers) : left;
  const rows = measure.details
    ? all.map((each) => (planned ? plannedRow(texts, each, measure) : leftRow(texts, shown, { left: each, measure })))
    : titlesOnly(texts, all, audience);
  const done = doneLeftovers(request);
  const isOver = !planned && left.every(({ id }) => done.has(id));
  return {
    leftoversTitle: texts.t(isOver ? 'leftover.title-done' : 'leftover.title'),
    leftovers: rows,
    ticks: audience === 'approver' && left.length > 0 ? [ticksFor(texts, left, done)] : [],
  };
}

/** What has to be done before the run comes first. */
function byUrgency(leftovers: readonly PlannedLeftover[]): PlannedLeftover[] {
  const isUrgent = ({ due }: PlannedLeftover) => due === 'before-run';
  return [...leftovers.filter(isUrgent), ...leftovers.filter((each) => !isUrgent(each))];
}

/** In short, but what is due before the run as loud as can be, and with all that it takes. */
function plannedRow(texts: Texts, left: PlannedLeftover, measure: Measure): Row {
  const { id, due } = left;
  const isUrgent = due === 'before-run';
  return {
    leftoverId: id,
    text: titleOf(texts, left),
    ...look(isUrgent ? 'Attention' : 'Default'),
    details: whoWhen(texts, left, texts.t(`leftover.due.${due}`)),
    ...(isUrgent ? commandsOf(texts, left, measure) : noCommands),
  };
}

interface Left {
  readonly left: PlannedLeftover;
  readonly measure: Measure;
}

function leftRow(texts: Texts, { request, audience }: RequestOnCard, { left, measure }: Left): Row {
  const { id } = left;
  const done = doneLeftovers(request).get(id);
  if (done !== undefined) return doneRow(texts, request, { left, done });
  const details = [
    whoWhen(texts, left, dueAfter(texts, left, request)),
    texts.t(`leftover.${id}.why`),
    about(texts, left),
  ];
  return {
    leftoverId: id,
    text: `○ ${titleOf(texts, left)}`,
    ...look('Default'),
    details: details.filter((text) => text !== '').join(' '),
    ...(audience === 'requester' ? noCommands : commandsOf(texts, left, measure)),
  };
}

function doneRow(
  texts: Texts,
  { timeZone }: OffboardingRequest,
  { left, done }: { readonly left: PlannedLeftover; readonly done: RequestEvent },
): Row {
  const values = { who: shortName(done.by?.displayName ?? ''), when: texts.moment(done.at, timeZone) };
  return {
    leftoverId: left.id,
    text: `✓ ${titleOf(texts, left)}`,
    ...look('Default'),
    details: texts.t('leftover.done', values),
    ...noCommands,
  };
}

/** Where there is no room for more. */
function titlesOnly(texts: Texts, all: readonly PlannedLeftover[], audience: RequestOnCard['audience']): Row[] {
  if (all.length === 0) return [];
  const text = all.map((left) => titleOf(texts, left)).join('; ');
  const details = audience === 'requester' ? '' : texts.t('leftover.no-room');
  return [{ leftoverId: 'all', text, ...look('Default'), details, ...noCommands }];
}

const noCommands = { commands: [], more: '' } as const;

function look(color: Tone): Pick<Row, 'color' | 'weight'> {
  return { color, weight: color === 'Attention' ? 'Bolder' : 'Default' };
}

/** What is to be done, in a few words. */
export function titleOf({ t }: Texts, { id, scope }: PlannedLeftover): string {
  return t(`leftover.${id}.title`, { count: scope.count });
}

function whoWhen({ t }: Texts, { id }: PlannedLeftover, when: string): string {
  return t('leftover.who-when', { who: t(`leftover.${id}.who`), when });
}

/** By when, counted from the end of the run. */
function dueAfter(
  { t, date }: Texts,
  { due }: PlannedLeftover,
  { finishedAt, createdAt, timeZone }: OffboardingRequest,
): string {
  const days = due === 'in-30-days' ? 30 : 0;
  const at = new Date((finishedAt ?? createdAt).getTime() + days * dayInMs);
  return t(`leftover.due-after.${due}`, { date: date(at, timeZone) });
}

/** The first few of its things by name, and where all of them are listed. */
function about(texts: Texts, { id, scope: { count, items } }: PlannedLeftover): string {
  const names = items.slice(0, mostNamed).map((item) => shortName(itemName(texts, id, item)));
  if (names.length === 0) return '';
  const { t, list } = texts;
  const more = { who: names.join(', '), count: count - names.length, where: t(`leftover.${id}.where`) };
  return t('leftover.about', { items: more.count > 0 ? t('plan.and-more', more) : list(names) });
}

function itemName({ t }: Texts, id: PlannedLeftover['id'], { name }: PlanItem): string {
  if (id === 'lower-licences') return licenceName({ skuPartNumber: name });
  return name === '' ? t('plan.unnamed') : name;
}

/** The lines that do it, each whole; what they leave out is said. */
function commandsOf({ t }: Texts, { id, scope, commands }: PlannedLeftover, { commands: most }: Measure) {
  if (commands.length === 0) return noCommands;
  const some = commands.slice(0, most).map((command) => ({ command }));
  const more = scope.count - some.length;
  if (some.length === 0) return { commands: some, more: t('leftover.no-room') };
  return {
    commands: some,
    more: more > 0 ? t('leftover.more', { count: more, where: t(`leftover.${id}.where`) }) : '',
  };
}

function ticksFor(texts: Texts, left: readonly PlannedLeftover[], done: ReadonlyMap<string, RequestEvent>) {
  return {
    label: texts.t('leftover.tick'),
    value: left.flatMap(({ id }) => (done.has(id) ? [id] : [])).join(','),
    // What each is about stands above in full.
    choices: left.map(({ id }) => ({ title: texts.t(`leftover.${id}.short`), value: id })),
  };
}
