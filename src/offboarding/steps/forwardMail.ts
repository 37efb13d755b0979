import { FarewellError } from '../../errors.ts';
import type { Snapshot } from '../journal.ts';
import { leaverAlone, nothingLeft, successorOf, type OffboardingStep, type Step, type StepScene } from './step.ts';

/** Microsoft names the second for listing rules, and not that the first includes it. */
const permissions = ['MailboxSettings.ReadWrite', 'MailboxSettings.Read'];

/** Has new mail forwarded to the successor by an inbox rule, which keeps a copy; its name tells it from the leaver's own. */
export const forwardMail: OffboardingStep = {
  id: 'forward-mail',
  permissions,
  undoneBy: ['stop-forwarding'],
  needsSuccessor: 'mail',
  essentialFor: [],
  offer: (path, { hasMailbox }) => (path === 'keep' && hasMailbox ? { by: 'off', scope: leaverAlone } : undefined),
  async before({ tenant, leaverId, requestId }) {
    const ruleName = `Farewell ${requestId}`;
    return { ruleName, rules: await tenant.readForwarding(leaverId, ruleName) };
  },
  alreadySo: (snapshot) => rulesIn(snapshot).length > 0,
  async run(scene, mark, snapshot) {
    // Sent twice, it would make two rules and forward everything twice.
    if ((await rulesNow(scene, snapshot)).length > 0) return nothingLeft;
    const { displayName: name, mail: address } = successorOf(scene);
    if (address === null) throw new FarewellError('internal', 'forwarding to a successor without mail');
    await scene.tenant.addForwarding(scene.leaverId, { ruleName: ruleNameOf(snapshot), to: { name, address } }, mark);
    return nothingLeft;
  },
  hasHappened: async (scene, snapshot) => (await rulesNow(scene, snapshot)).length > 0,
};

/** Removes the rule that was made, and no other. */
export const stopForwarding: Step = {
  id: 'stop-forwarding',
  permissions,
  takesBack: true,
  essentialFor: [],
  async before(scene) {
    const ruleName = ruleNameOf(scene.origin?.snapshot ?? {});
    return { ruleName, rules: await rulesNow(scene, { ruleName }) };
  },
  alreadySo: (snapshot) => rulesIn(snapshot).length === 0,
  async run(scene, mark, snapshot) {
    for (const id of await rulesNow(scene, snapshot)) await scene.tenant.removeForwarding(scene.leaverId, id, mark);
    return nothingLeft;
  },
  hasHappened: async (scene, snapshot) => (await rulesNow(scene, snapshot)).length === 0,
};

function rulesNow({ tenant, leaverId }: StepScene, snapshot: Snapshot): Promise<string[]> {
  return tenant.readForwarding(leaverId, ruleNameOf(snapshot));
}

function rulesIn(snapshot: Snapshot): readonly string[] {
  return (snapshot['rules'] as readonly string[] | undefined) ?? [];
}

function ruleNameOf(snapshot: Snapshot): string {
  return (snapshot['ruleName'] as string | undefined) ?? '';
}
