import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { textsOf } from '../../src/i18n/text.ts';
import { Scene } from './sandbox.ts';
import { askedFor, confirmPlan, planNow } from './talk.ts';

// Run by hand, `node test/e2e/pictures.ts`, when the cards have changed: the README shows these pictures.
const folder = 'docs/pictures';
const texts = textsOf('en');
const leaver = { name: 'Alex Wilber', mail: 'alex.wilber@contoso.example' };

const scene = new Scene();
try {
  await mkdir(folder, { recursive: true });
  await scene.open();
  await takePictures(scene);
} finally {
  await scene.close();
}

/** A delete from its plan to its receipt, each card alone, as the clients show it. */
async function takePictures({ manager, approver }: Scene): Promise<void> {
  const { t } = texts;
  const { name } = leaver;
  await save('plan', await planNow(manager, texts, { message: `offboard ${name}`, name, path: 'delete' }));
  await confirmPlan(manager, texts, { ...leaver, reason: 'Contract ends today' });
  await save('approval', await askedFor(approver, texts, name));
  await approver.press(t('buttons.approve'));
  await save('receipt', await manager.card(t('receipt.seen-deleted')));
}

async function save(name: string, card: Locator): Promise<void> {
  await card.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}
