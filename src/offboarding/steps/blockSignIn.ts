import { accountOf } from './account.ts';
import { leaverAlone, nothingLeft, type OffboardingStep } from './step.ts';

/**
 * Disables the account, so that no new token is issued. Always first (Microsoft: revoke user access in an emergency):
 * revoking before blocking would let the person sign straight in again.
 */
export const blockSignIn: OffboardingStep = {
  id: 'block-sign-in',
  permissions: ['User.EnableDisableAccount.All', 'User.Read.All'],
  undoneBy: ['allow-sign-in'],
  essentialFor: ['delete'],
  offer: () => ({ by: 'always', scope: leaverAlone }),
  async before(scene) {
    const { accountEnabled } = await accountOf(scene);
    return { accountEnabled };
  },
  alreadySo: (snapshot) => snapshot['accountEnabled'] === false,
  async run({ tenant, leaverId }, mark) {
    await tenant.blockSignIn(leaverId, mark);
    return nothingLeft;
  },
  async hasHappened(scene) {
    const account = await scene.tenant.readAccount(scene.leaverId);
    return account?.accountEnabled === false;
  },
};
