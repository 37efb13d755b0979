import assert from 'node:assert/strict';
import { addBelongings, type Belongings } from './belongings.ts';
import { askAbout, startScene, type Case, type Scene, type Wanted } from './scene.ts';

/** A scene with seats for everybody: those are not what its stories are about. */
export async function startSceneWithSeats(): Promise<Scene> {
  const scene = await startScene({ LOG_LEVEL: 'warn' });
  for (const sku of scene.world.tenant.state.skus) sku.enabled = 1000;
  return scene;
}

/** Asks about somebody new who has something for every step. */
export async function askWithBelongings(
  scene: Scene,
  name: string,
  wanted: Omit<Wanted, 'given'>,
): Promise<{ leaver: Belongings; asked: Case }> {
  const { state } = scene.world.tenant;
  const made: { leaver?: Belongings } = {};
  const given = (id: string): void => {
    made.leaver = addBelongings(state, id);
  };
  const asked = await askAbout(scene, name, { ...wanted, given });
  return { leaver: made.leaver ?? assert.fail('nobody was made'), asked };
}
