import { FarewellError } from '../../errors.ts';
import { wasHeardBefore } from './account.ts';
import { nothingLeft, type Step } from './step.ts';

/** Takes the user back from the deleted ones, within Microsoft's 30 days; the account comes back as blocked as it went. */
export const restoreUser: Step = {
  id: 'restore-user',
  permissions: ['User.DeleteRestore.All', 'User.Read.All'],
  takesBack: true,
  essentialFor: ['delete'],
  async before({ tenant, leaverId }) {
    const deleted = await tenant.readDeleted(leaverId);
    if (deleted !== undefined) return { deletedAt: deleted.deletedAt.toISOString() };
    // Somebody restored them already, or they are gone for good.
    if ((await tenant.readAccount(leaverId)) !== undefined) return { deletedAt: null };
    throw new FarewellError('graph-not-found', 'the user is neither live nor among the deleted ones');
  },
  alreadySo: (snapshot) => snapshot['deletedAt'] === null,
  async run({ tenant, leaverId }, mark) {
    try {
      await tenant.restoreUser(leaverId, mark);
    } catch (error) {
      // A repeat answers 404: only the user being there tells that the first one was heard.
      const isBack = async () => (await tenant.readAccount(leaverId)) !== undefined;
      if (!(await wasHeardBefore(error, isBack))) throw error;
    }
    return nothingLeft;
  },
  async hasHappened({ tenant, leaverId }) {
    return (await tenant.readAccount(leaverId)) !== undefined;
  },
};
