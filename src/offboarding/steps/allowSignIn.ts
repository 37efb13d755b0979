import { accountOf } from './account.ts';
import { nothingLeft, type Step } from './step.ts';

/** Takes the block back, where the account was enabled before it. */
export const allowSignIn: Step = {
  id: 'allow-sign-in',
  permissions: ['User.EnableDisableAccount.All', 'User.Read.All'],
  takesBack: true,
  essentialFor: [],
  async before(scene) {
    const { accountEnabled } = await accountOf(scene);
    return { accountEnabled };
  },
  alreadySo: (snapshot) => snapshot['accountEnabled'] === true,
  async run({ tenant, leaverId }, mark) {
    await tenant.allowSignIn(leaverId, mark);
    return nothingLeft;
  },
  async hasHappened({ tenant, leaverId }) {
    return (await tenant.readAccount(leaverId))?.accountEnabled === true;
  },
};
