import { FarewellError } from '../../errors.ts';
import type { NamedPerson } from '../people.ts';
import { changedItems, overItems, type Item } from './overItems.ts';
import { successorOf, type OffboardingStep, type Step, type StepScene } from './step.ts';
import { tiesOf } from './ties.ts';

const permissions = ['User.ReadWrite.All', 'Directory.Read.All'];

/** Gives the people who report to the leaver the successor as manager. */
export const reassignReports: OffboardingStep = {
  id: 'reassign-reports',
  permissions,
  undoneBy: ['take-back-reports'],
  needsSuccessor: 'anybody',
  essentialFor: [],
  offer(_path, { directReports }) {
    const items = directReports.filter(({ syncedFromAd }) => !syncedFromAd).map(itemOf);
    return items.length > 0 ? { by: 'off', scope: { count: items.length, items } } : undefined;
  },
  ...overItems({
    kind: 'report',
    find: async (scene) =>
      (await tiesOf(scene)).reports.map((report) => ({
        ...itemOf(report),
        // Nobody can be their own manager.
        ...(report.id === successorOf(scene).id && { fixed: 'successor-themselves' }),
      })),
    change: (scene, { id }, mark) => scene.tenant.setManager(id, successorOf(scene).id, mark),
  }),
};

/** Gives the leaver their reports back, but for those who have another manager again. */
export const takeBackReports: Step = {
  id: 'take-back-reports',
  permissions,
  takesBack: true,
  essentialFor: [],
  ...overItems({
    kind: 'report',
    find: withOtherManager,
    async change(scene, { id }, mark) {
      if (!(await isStillOurs(scene, id))) {
        throw new FarewellError('changed-since', 'the report has another manager');
      }
      await scene.tenant.setManager(id, scene.leaverId, mark);
    },
  }),
};

/** Nobody has decided otherwise meanwhile: they have the manager whom we gave them, or none since that one is gone. */
async function isStillOurs(scene: StepScene, reportId: string): Promise<boolean> {
  const { id: successorId } = successorOf(scene);
  const manager = (await scene.tenant.managerChains([reportId])).get(reportId)?.[0];
  if (manager !== undefined) return manager === successorId;
  return (await scene.tenant.readAccount(successorId)) === undefined;
}

async function withOtherManager(scene: StepScene): Promise<Item[]> {
  const items = changedItems(scene);
  const chains = await scene.tenant.managerChains(items.map(({ id }) => id));
  return items.filter(({ id }) => chains.get(id)?.[0] !== scene.leaverId);
}

function itemOf({ id, displayName }: NamedPerson): Item {
  return { id, name: displayName };
}
