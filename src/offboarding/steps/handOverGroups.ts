import type { Owner } from '../belongings.ts';
import type { OwnedGroup } from '../people.ts';
import { changedItems, overItems, planned, type Item } from './overItems.ts';
import { successorOf, type OffboardingStep, type Step, type StepScene } from './step.ts';
import { groupItem, tiesOf } from './ties.ts';

const permissions = ['Group.ReadWrite.All', 'User.Read.All', 'Directory.Read.All'];

/**
 * Makes the successor an owner where nobody else would be left who can act: a delete leaves such a group without an owner, and
 * says nothing, so that nobody is deleted where this failed. The leaver stays an owner as long as they exist.
 */
export const handOverGroups: OffboardingStep = {
  id: 'hand-over-groups',
  permissions,
  undoneBy: ['take-back-groups'],
  needsSuccessor: 'anybody',
  essentialFor: ['delete'],
  offer(_path, { ownedGroups }) {
    const items = ownedGroups.filter(canBeHandedOver).map(({ id, displayName }) => ({ id, name: displayName }));
    return items.length > 0 ? { by: 'on', scope: { count: items.length, items } } : undefined;
  },
  ...overItems({
    kind: 'owned-group',
    find: ownerlessWithout,
    change: (scene, { id }, mark) => scene.tenant.addOwner(id, successorOf(scene).id, mark),
  }),
};

/** Takes the ownership from the successor again where it was given. */
export const takeBackGroups: Step = {
  id: 'take-back-groups',
  permissions,
  takesBack: true,
  essentialFor: [],
  ...overItems({
    kind: 'owned-group',
    find: stillOwned,
    change: (scene, { id }, mark) => scene.tenant.removeOwner(id, successorOf(scene).id, mark),
  }),
};

/** A group that the leaver alone can act for, as far as Graph can give it another owner. */
function canBeHandedOver({ lastOwner, kind }: OwnedGroup): boolean {
  return lastOwner === true && (kind === 'cloud' || kind === 'dynamic');
}

async function ownerlessWithout(scene: StepScene): Promise<Item[]> {
  const { tenant, leaverId } = scene;
  // Who owns the hundreds of others is of no interest.
  const owned = planned(scene, (await tiesOf(scene)).ownedGroups);
  const owners = await tenant.readOwners(owned.map(({ id }) => id));
  return owned.filter(({ id }) => !hasOtherOwner(owners.get(id) ?? [], leaverId)).map(groupItem);
}

/** Somebody who can sign in; a blocked owner can do nothing. */
function hasOtherOwner(owners: readonly Owner[], leaverId: string): boolean {
  return owners.some(({ id, accountEnabled }) => id !== leaverId && accountEnabled);
}

async function stillOwned(scene: StepScene): Promise<Item[]> {
  const items = changedItems(scene);
  const owners = await scene.tenant.readOwners(items.map(({ id }) => id));
  return items.filter(({ id }) => owners.get(id)?.some((owner) => owner.id === successorOf(scene).id) === true);
}
