import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { noOptions } from '../../src/offboarding/model.ts';
import type { Tenant } from '../../src/offboarding/ports/tenant.ts';
import { reassignReports } from '../../src/offboarding/steps/reassignReports.ts';
import type { StepScene } from '../../src/offboarding/steps/step.ts';

/** Who reports to whom; the leaver is `l`, who takes over `s`. */
function sceneIn(managers: Record<string, string>): StepScene {
  const above = (id: string): string[] => (managers[id] === undefined ? [] : [managers[id], ...above(managers[id])]);
  const nothing = { manager: null, groups: [], ownedGroups: [], licences: [] };
  const people = Object.keys(managers).map((id) => ({ id, displayName: id.toUpperCase() }));
  const tenant: Pick<Tenant, 'readTies' | 'managerChains' | 'setManager'> = {
    readTies: (id) => Promise.resolve({ ...nothing, reports: people.filter((one) => managers[one.id] === id) }),
    managerChains: (ids) => Promise.resolve(new Map(ids.map((id) => [id, above(id)]))),
    setManager: (id, manager) => {
      managers[id] = manager;
      return Promise.resolve();
    },
  };
  const options = { ...noOptions, successor: { id: 's', displayName: 'S', mail: null } };
  const unknown = { scope: undefined, known: undefined, origin: undefined };
  return { tenant: tenant as Tenant, requestId: 'r', leaverId: 'l', options, now: new Date(0), ...unknown };
}

async function reassigned(managers: Record<string, string>) {
  const scene = sceneIn(managers);
  const left = await reassignReports.run(scene, { clientRequestId: 'c' }, await reassignReports.before(scene));
  return { managers, left: left.map(({ id, why }) => `${id} ${why}`) };
}

describe('the reports get a new manager', () => {
  it('all of them, where who takes over is nobody of theirs', async () => {
    const { managers, left } = await reassigned({ a: 'l', b: 'l', s: 'boss' });
    assert.deepEqual([managers, left], [{ a: 's', b: 's', s: 'boss' }, []]);
  });

  it('but not who takes over themselves', async () => {
    const { managers, left } = await reassigned({ a: 'l', s: 'l' });
    assert.deepEqual([managers, left], [{ a: 's', s: 'l' }, ['s successor-themselves']]);
  });

  it('nor whom they work for: the lines would run in a circle', async () => {
    const { managers, left } = await reassigned({ a: 'l', b: 'l', c: 'a', s: 'c' });
    assert.deepEqual([managers, left], [{ a: 'l', b: 's', c: 'a', s: 'c' }, ['a above-successor']]);
  });
});
