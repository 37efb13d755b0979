import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { textsOf } from '../../src/i18n/text.ts';
import { Scene } from './sandbox.ts';
import { askedFor, cancelAll, confirmPlan, planNow, sentence, something } from './talk.ts';

// Run by hand, `node test/e2e/pictures.ts`, when the cards have changed: the README shows these pictures.
const folder = 'docs/pictures';
const texts = textsOf('en');
const leaver = 'Alex Wilber';
const kept = 'Yusuf Kaya';

const scene = new Scene();
try {
  await mkdir(folder, { recursive: true });
  await scene.open();
  // Tall enough for the longest card: what has to be scrolled to is not in a picture of it.
  for (const { page } of [scene.manager, scene.approver]) await page.setViewportSize({ width: 1280, height: 2600 });
  await takePictures(scene);
} finally {
  await scene.close();
}

/** The plan of a delete, and a receipt with the tasks that a kept account leaves; each card alone, as the clients show it. */
async function takePictures({ manager, approver }: Scene): Promise<void> {
  const { t } = texts;
  await save('plan', await planNow(manager, texts, { message: `offboard ${leaver}`, name: leaver, path: 'delete' }));
  await cancelAll(manager, texts);
  await planNow(manager, texts, { message: `offboard ${kept}`, name: kept, path: 'keep' });
  await manager.tick(t('step.share-files.name'), false);
  await confirmPlan(manager, texts, { name: kept, reason: 'New job' });
  await askedFor(approver, texts, kept);
  await approver.press(t('buttons.approve'));
  await approver.card(t('receipt.seen-blocked'));
  await approver.tick(t('leftover.convert-mailbox.short'));
  await approver.tick(t('leftover.hide-from-lists.short'));
  await approver.press(t('buttons.tick'));
  await save('tasks', await approver.card(sentence(texts, 'leftover.done', { who: something, when: something })));
}

async function save(name: string, card: Locator): Promise<void> {
  await card.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}
