import { accountOf } from './account.ts';
import { leaverAlone, nothingLeft, type OffboardingStep } from './step.ts';

/**
 * Invalidates refresh tokens and session cookies (Graph reference: user revokeSignInSessions). Graph moves
 * signInSessionsValidFromDateTime to now, which is how we can tell afterwards that it happened.
 */
export const revokeSessions: OffboardingStep = {
  id: 'revoke-sessions',
  permissions: ['User.RevokeSessions.All', 'User.Read.All'],
  undoneBy: [],
  essentialFor: [],
  // A guest's sessions belong to their own organization: Graph answers yes and does nothing.
  offer: (_path, { person }) => (person.userType === 'Member' ? { by: 'always', scope: leaverAlone } : undefined),
  async before(scene) {
    const { signInSessionsValidFrom } = await accountOf(scene);
    return { signInSessionsValidFrom };
  },
  alreadySo: () => false,
  async run({ tenant, leaverId }, mark) {
    await tenant.revokeSessions(leaverId, mark);
    return nothingLeft;
  },
  async hasHappened(scene, snapshot) {
    const account = await scene.tenant.readAccount(scene.leaverId);
    const validFrom = account?.signInSessionsValidFrom ?? null;
    return validFrom !== null && validFrom !== snapshot['signInSessionsValidFrom'];
  },
};
