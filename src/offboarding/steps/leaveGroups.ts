import { changedItems, overItems, type Item } from './overItems.ts';
import type { OffboardingStep, Step, StepScene } from './step.ts';
import { groupItem, tiesOf } from './ties.ts';

const permissions = ['GroupMember.ReadWrite.All', 'User.Read.All', 'Directory.Read.All'];

/**
 * Takes the leaver out of the groups that they are in themselves. Not out of those that bring a licence: that would be taking the
 * licence, and with it the mailbox.
 */
export const leaveGroups: OffboardingStep = {
  id: 'leave-groups',
  permissions,
  undoneBy: ['rejoin-groups'],
  essentialFor: [],
  offer(path, { groups }) {
    const items = groups
      .filter(({ direct, kind, licensing }) => direct && kind === 'cloud' && !licensing)
      .map(({ id, displayName }) => ({ id, name: displayName }));
    return path === 'keep' && items.length > 0 ? { by: 'off', scope: { count: items.length, items } } : undefined;
  },
  ...overItems({
    kind: 'group',
    find: async (scene) => (await tiesOf(scene)).groups.map(groupItem),
    change: ({ tenant, leaverId }, { id }, mark) => tenant.removeMember(id, leaverId, mark),
  }),
};

/** Puts the leaver back into the groups that they were taken out of. */
export const rejoinGroups: Step = {
  id: 'rejoin-groups',
  permissions,
  takesBack: true,
  essentialFor: [],
  ...overItems({
    kind: 'group',
    find: stillOut,
    change: ({ tenant, leaverId }, { id }, mark) => tenant.addMember(id, leaverId, mark),
  }),
};

async function stillOut(scene: StepScene): Promise<Item[]> {
  const { groups } = await tiesOf(scene);
  return changedItems(scene).filter(({ id }) => !groups.some((group) => group.id === id));
}
