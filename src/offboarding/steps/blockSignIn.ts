import { accountOf } from './account.ts';
import type { Step } from './step.ts';

/**
 * Disables the account, so that no new token is issued. Always first (Microsoft: revoke user access in an emergency):
 * revoking before blocking would let the person sign straight in again.
 */
export const blockSignIn: Step = {
  id: 'block-sign-in',
  permissions: ['User.EnableDisableAccount.All', 'User.Read.All'],
  reversible: true,
  essentialFor: ['delete'],
  needed: () => true,
  async before(scene) {
    const { accountEnabled } = await accountOf(scene);
    return { accountEnabled };
  },
  alreadySo: (snapshot) => snapshot['accountEnabled'] === false,
  run: (scene, mark) => scene.tenant.blockSignIn(scene.leaverId, mark),
  async hasHappened(scene) {
    const account = await scene.tenant.readAccount(scene.leaverId);
    return account?.accountEnabled === false;
  },
};
