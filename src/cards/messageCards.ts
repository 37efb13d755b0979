import type { Texts } from '../i18n/text.ts';
import { fill, type Card } from './fill.ts';
import { button, line, type CardKey } from './parts.ts';

/** Shown on first contact: what Farewell is, and the button that starts. */
export function welcomeCard(texts: Texts, key: CardKey): Card {
  const { t } = texts;
  return fill('message', {
    ...key,
    title: t('welcome.title'),
    lines: [line('welcome-text', t('welcome.text')), line('welcome-try', t('welcome.try'), { subtle: true })],
    actions: [button(texts, 'offboard', 'positive'), button(texts, 'help')],
  });
}

/** Every command, each with an example. */
export function helpCard(texts: Texts, key: CardKey): Card {
  const { t } = texts;
  const commands = ['offboard', 'status', 'pending', 'history', 'undo', 'approvals-here', 'language', 'anytime'];
  return fill('message', {
    ...key,
    title: t('help.title'),
    lines: commands.map((command) => line(`help-${command}`, t(`help.${command}`))),
    actions: [button(texts, 'offboard', 'positive')],
  });
}

/** What stays of a question once it is answered: the answer, and nothing to press. */
export function answeredCard(text: string): Card {
  return fill('answered', { lines: [line('answered', text, { subtle: true })] });
}

/** A titled list of sentences without buttons. */
export function listCard(title: string, rows: readonly string[]): Card {
  return fill('message', {
    title,
    lines: rows.map((row, index) => line(`row-${index + 1}`, row)),
    actions: [],
    requestId: '',
    version: 0,
  });
}

/** What the operator sends to see that cards arrive; nothing on it can be pressed. */
export function sampleCard({ t }: Texts): Card {
  return listCard(t('sample.title'), [t('sample.text')]);
}
