import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { textsOf, type Language, type Texts } from '../../src/i18n/text.ts';
import type { OffboardingPath } from '../../src/offboarding/model.ts';
import type { ChatWindow } from './browser.ts';

/** Stands for a value that a test doesn't know, such as a number or a time. */
export const something = '\uE000';

/** The sentence of this key as a pattern, in which `something` may be anything. */
export function sentence({ t }: Texts, key: string, values: Readonly<Record<string, string | number>> = {}): RegExp {
  return new RegExp(t(key, values).split(something).map(literally).join('.+'), 'u');
}

function literally(text: string): string {
  // Playwright stumbles over a quotation mark in a pattern (D'Angelo), so it is written as its code.
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`).replaceAll("'", String.raw`\u0027`);
}

/** Checks that the card says the sentence of this key somewhere. */
export async function says(
  card: Locator,
  texts: Texts,
  ...[key, values]: [key: string, values?: Readonly<Record<string, string | number>>]
): Promise<void> {
  assert.match(await card.innerText(), sentence(texts, key, values));
}

/** What an element with this id on the card says. */
export function partOf(card: Locator, id: string): Promise<string> {
  return card.locator(`[id="${id}"]`).innerText();
}

/** The titles of a card's buttons, in their order. */
export function buttonsOf(card: Locator): Promise<string[]> {
  return card.getByRole('button').allInnerTexts();
}

/** Speaks this language with both from now on; the Playground itself is always en-US. */
export async function speak(language: Language, chats: readonly ChatWindow[]): Promise<Texts> {
  const texts = textsOf(language);
  for (const chat of chats) {
    await chat.say(language === 'nl' ? 'taal Nederlands' : 'language English');
    await chat.hears(texts.t('language.changed'));
  }
  return texts;
}

/** Ends what is being prepared in the chat, if anything. */
export async function cancelAll(chat: ChatWindow, { t }: Texts): Promise<void> {
  await chat.say(t('buttons.cancel'));
  await chat.hears(new RegExp(`${literally(t('say.cancelled'))}|${literally(t('say.nothing-to-cancel'))}`, 'u'));
}

export interface Leaving {
  /** What the manager writes first. */
  readonly message: string;
  readonly name: string;
  readonly path: OffboardingPath;
}

/** Goes from the first message to the plan, to be run as soon as it is approved; answers the plan's card. */
export async function planNow(chat: ChatWindow, texts: Texts, { message, name, path }: Leaving): Promise<Locator> {
  const { t } = texts;
  await chat.say(message);
  await chat.card(t('path.title', { name }));
  await chat.press(t(`buttons.${path}`));
  await chat.card(t('when.title'));
  await chat.press(t('buttons.now'));
  return chat.card(t('plan.title'));
}

/** Confirms the plan that stands in the chat, a delete by the mail address; answers the request's card. */
export async function confirmPlan(
  chat: ChatWindow,
  { t, ...texts }: Texts,
  { name, reason, mail }: { name: string; reason: string; mail?: string },
): Promise<Locator> {
  await chat.fill(t('plan.reason'), reason);
  if (mail !== undefined) await chat.fill(t('plan.confirm-mail', { name, mail }), mail);
  await chat.press(t('buttons.confirm'));
  return chat.card(sentence({ t, ...texts }, 'request.title', { number: something, leaver: name }));
}

/** Waits for the card that asks the approver to decide. */
export function askedFor(chat: ChatWindow, texts: Texts, name: string): Promise<Locator> {
  return chat.card(sentence(texts, 'request.title-approve', { number: something, leaver: name }));
}
