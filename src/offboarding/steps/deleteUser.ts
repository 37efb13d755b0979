import { FarewellError, hasCode } from '../../errors.ts';
import type { Step } from './step.ts';

/**
 * Soft-deletes the user, which frees the licences and starts Microsoft's 30 days. Always last. The snapshot keeps what a
 * restore has to be compared with.
 */
export const deleteUser: Step = {
  id: 'delete-user',
  permissions: ['User.DeleteRestore.All', 'User.Read.All', 'Directory.Read.All'],
  reversible: true,
  essentialFor: ['delete'],
  needed: (path) => path === 'delete',
  async before({ tenant, leaverId }) {
    const facts = await tenant.readLeaver(leaverId);
    if (facts === undefined) throw new FarewellError('graph-not-found', 'the leaver is not a live user');
    return {
      accountEnabled: facts.person.accountEnabled,
      managerId: facts.person.managerChain[0]?.id ?? null,
      reportIds: facts.directReports.map(({ id }) => id),
      groupIds: facts.groups.map(({ id }) => id),
      ownedGroupIds: facts.ownedGroups.map(({ id }) => id),
      licences: facts.licences,
    };
  },
  alreadySo: () => false,
  async run({ tenant, leaverId }, mark) {
    try {
      await tenant.deleteUser(leaverId, mark);
    } catch (error) {
      // A repeat answers 404. Whether that means "deleted" only the deleted items can tell.
      const gone = hasCode(error, 'graph-not-found') && (await tenant.readDeleted(leaverId)) !== undefined;
      if (!gone) throw error;
    }
  },
  async hasHappened({ tenant, leaverId }) {
    return (await tenant.readDeleted(leaverId)) !== undefined;
  },
};
