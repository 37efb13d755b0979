import { FarewellError } from '../../errors.ts';
import { wasHeardBefore } from './account.ts';
import { leaverAlone, nothingLeft, type OffboardingStep } from './step.ts';

/**
 * Soft-deletes the user, which frees the licences and starts Microsoft's 30 days. Always last. The snapshot keeps what a
 * restore has to be compared with.
 */
export const deleteUser: OffboardingStep = {
  id: 'delete-user',
  permissions: ['User.DeleteRestore.All', 'User.Read.All', 'Directory.Read.All'],
  undoneBy: ['restore-user', 'mend-manager', 'mend-reports', 'mend-groups', 'mend-ownerships', 'mend-licences'],
  essentialFor: ['delete'],
  afterGrace: true,
  offer: (path) => (path === 'delete' ? { by: 'always', scope: leaverAlone } : undefined),
  async before({ tenant, leaverId }) {
    const [ties, facts] = await Promise.all([tenant.readTies(leaverId), tenant.readLeaver(leaverId)]);
    if (ties === undefined || facts === undefined) {
      throw new FarewellError('graph-not-found', 'the leaver is not a live user');
    }
    return { ties, licences: facts.licences };
  },
  alreadySo: () => false,
  async run({ tenant, leaverId }, mark) {
    try {
      await tenant.deleteUser(leaverId, mark);
    } catch (error) {
      // A repeat answers 404. Whether that means "deleted" only the deleted items can tell.
      const isGone = async () => (await tenant.readDeleted(leaverId)) !== undefined;
      if (!(await wasHeardBefore(error, isGone))) throw error;
    }
    return nothingLeft;
  },
  async hasHappened({ tenant, leaverId }) {
    return (await tenant.readDeleted(leaverId)) !== undefined;
  },
};
