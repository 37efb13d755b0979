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
    async find(scene) {
      const { reports } = await tiesOf(scene);
      const successor = successorOf(scene).id;
      // Of nobody's interest where nobody reports.
      const chains = reports.length === 0 ? undefined : await scene.tenant.managerChains([successor]);
      const above = chains?.get(successor) ?? [];
      return reports.map((report) => ({ ...itemOf(report), ...obstacleOf(report.id, successor, above) }));
    },
    change: (scene, { id }, mark) => scene.tenant.setManager(id, successorOf(scene).id, mark),
  }),
};

/** Nobody can be their own manager, nor that of somebody above them: the lines would run in a circle. */
function obstacleOf(reportId: string, successorId: string, above: readonly string[]): Pick<Item, 'fixed'> {
  if (reportId === successorId) return { fixed: 'successor-themselves' };
  return above.includes(reportId) ? { fixed: 'above-successor' } : {};
}

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

/** Whoever has another manager since keeps them; one who has none, since that one is gone perhaps, is given back. */
async function isStillOurs(scene: StepScene, reportId: string): Promise<boolean> {
  const manager = (await scene.tenant.managerChains([reportId])).get(reportId)?.[0];
  return manager === undefined || manager === successorOf(scene).id;
}

async function withOtherManager(scene: StepScene): Promise<Item[]> {
  const items = changedItems(scene);
  const chains = await scene.tenant.managerChains(items.map(({ id }) => id));
  return items.filter(({ id }) => chains.get(id)?.[0] !== scene.leaverId);
}

function itemOf({ id, displayName }: NamedPerson): Item {
  return { id, name: displayName };
}
