import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { becomes, shownIn } from '../support/journey.ts';
import { approveUntil, askAbout, isDone, offers, startScene, stored, type Case, type Scene } from '../support/scene.ts';

const hourMs = 3_600_000;

describe('what came to be left for people after it was asked', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene();
  });
  after(() => scene.close());

  /** Somebody puts the leaver on a list that Exchange keeps. */
  function listIn({ leaverId }: Case): string {
    const { groups, members } = scene.world.tenant.state;
    const list = Object.values(groups).find(
      ({ mailEnabled, groupTypes, onPremisesSyncEnabled }) =>
        mailEnabled && groupTypes.length === 0 && onPremisesSyncEnabled !== true,
    );
    assert.ok(list !== undefined, 'no distribution list');
    (members[list.id] ??= []).push(leaverId);
    return list.id;
  }

  async function listsLeft(one: Case): Promise<string[]> {
    const { leftovers } = (await stored(scene, one)).plan;
    return leftovers.filter(({ id }) => id === 'mail-groups').flatMap(({ scope }) => scope.items.map(({ id }) => id));
  }

  it('is told with the receipt where it came before the approval', async () => {
    const one = await askAbout(scene, 'List Early', { path: 'keep' });
    const list = listIn(one);
    await approveUntil(scene, one, 'done', isDone);
    assert.deepEqual(await listsLeft(one), [list]);
  });

  it('and where it came before the time of the run', async () => {
    const runAt = new Date(scene.world.clock.now().getTime() + hourMs);
    const one = await askAbout(scene, 'List Late', { path: 'keep', runAt });
    await scene.approver.press('approve', {}, shownIn(one.theirs));
    await becomes(scene, one.theirs, 'approved', offers('call-off'));
    const list = listIn(one);
    await scene.aside.comesTime(one.requestId);
    await becomes(scene, one.theirs, 'done', isDone);
    assert.deepEqual(await listsLeft(one), [list]);
    const open = await scene.aside.deps.store.requests.withOpenLeftovers(50);
    assert.ok(open.some(({ id }) => id === one.requestId));
  });
});
