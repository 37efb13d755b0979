import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { languages, textsOf } from '../../src/i18n/text.ts';
import type { OffboardingPath, StepId } from '../../src/offboarding/model.ts';
import { every, part, textAt, textOf } from '../support/card.ts';
import { addReport, approveAndRun, askFor, becomes, newest, shownIn, type Cast } from '../support/journey.ts';
import { isReceipt, startScene, stored, type Scene } from '../support/scene.ts';

const locales = { en: 'en-US', nl: 'nl-NL' } as const;
const stepsOf: Readonly<Record<OffboardingPath, readonly StepId[]>> = {
  keep: ['block-sign-in', 'revoke-sessions'],
  delete: ['block-sign-in', 'revoke-sessions', 'delete-user'],
};

describe('somebody without groups, devices, reports, licences, mailbox or OneDrive', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene();
  });
  after(() => scene.close());

  for (const path of ['keep', 'delete'] as const) {
    for (const language of languages) {
      it(`${path}, ${language}: the plan holds what the path needs and asks nothing else; it runs, and its undo too`, async () => {
        const { t } = textsOf(language);
        const { world } = scene;
        const { state } = world.tenant;
        const name = `Nemo ${path} ${language}`;
        const mail = `nemo.${path}.${language}@contoso.example`;
        const own = { assignedLicenses: [], licenseAssignmentStates: [] };
        const { id } = addReport(world, { displayName: name, mail, userPrincipalName: mail, ...own });
        const manager = world.client('manager', { locale: locales[language] });
        const approver = world.client('approver', { locale: locales[language] });
        await Promise.all([manager.arrive(), approver.arrive()]);
        const cast: Cast = { world, manager, approver };
        const asked = await askFor(cast, { path, who: mail, mail, reason: '' });
        const request = await stored(scene, asked);
        assert.deepEqual(request.plan.steps, stepsOf[path]);
        assert.deepEqual(request.plan.leftovers, []);
        assert.equal(part(shownIn(asked.theirs), 'leftovers-title'), undefined);
        const receipt = await approveAndRun(cast, asked);
        assert.ok(textAt(receipt, 'headline').startsWith(t('receipt.done', { count: 0 })), textOf(receipt));
        assert.equal(textAt(receipt, 'licence-kept'), '');

        await approver.press('undo', {}, shownIn(asked.theirs));
        const undo = newest(approver);
        await approver.press('confirm-undo', { unblock: 'true' }, shownIn(undo));
        const undone = await becomes(cast, undo, 'a receipt', isReceipt);
        assert.ok(textAt(undone, 'headline').startsWith(t('receipt.done', { count: 0 })), textOf(undone));
        assert.equal(state.users[id]?.accountEnabled, true);
      });

      it(`${path}, ${language}: the plan has no switches, and asks for no successor and no reply`, async () => {
        const mail = `nihil.${path}.${language}@contoso.example`;
        const own = { assignedLicenses: [], licenseAssignmentStates: [] };
        addReport(scene.world, { displayName: `Nihil ${path}`, mail, userPrincipalName: mail, ...own });
        const manager = scene.world.client('manager', { locale: locales[language] });
        await manager.say(`offboard ${mail}`);
        await manager.press(path);
        await manager.press('now');
        const { card } = manager;
        const inputs = every(card['body']).flatMap(({ type, id }) => (String(type).startsWith('Input.') ? [id] : []));
        assert.deepEqual(inputs, path === 'keep' ? ['review', 'reason'] : ['grace', 'reason', 'confirmMail']);
        await manager.press('cancel');
      });
    }
  }

  it('and no card on the way says an empty list, a count of nothing or "undefined"', () => {
    const texts = scene.world.teams.received
      .flatMap(({ attachments = [] }) => attachments.flatMap(({ content }) => every(content)))
      .filter(({ type }) => type === 'TextRun')
      .map(({ text }) => String(text));
    assert.ok(texts.length > 100);
    for (const text of texts) assert.doesNotMatch(text, /undefined|null|NaN|\(0\)|: \.|: $|^\s*$/u);
  });
});
