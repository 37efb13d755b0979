import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { decide } from '../../src/approvals/decide.ts';
import { createLog } from '../../src/log.ts';
import type { OffboardingPath } from '../../src/offboarding/model.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import type { RunDeps } from '../../src/workflow/deps.ts';
import { runRequest } from '../../src/workflow/run.ts';
import { auditRows } from '../support/auditRows.ts';
import { clickOf, told } from '../support/deciding.ts';
import { policyWith } from '../support/policies.ts';
import { proposeAs } from '../support/proposing.ts';
import { startReplicas, type Replicas } from '../support/replicas.ts';
import { sentJobs } from '../support/sentJobs.ts';
import { sharedPostgres } from '../support/sharedPostgres.ts';
import { stillClock } from '../support/stillClock.ts';

const log = createLog('silent');
const leaverId = sandboxPeople.leaver.id;

/** During which call the process is told to stop, and the steps that it still ends. */
const cases: readonly {
  readonly path: OffboardingPath;
  readonly during: { readonly method: string; readonly path: RegExp };
  readonly ended: readonly string[];
}[] = [
  { path: 'keep', during: { method: 'PATCH', path: /^\/users\// }, ended: ['block-sign-in'] },
  { path: 'keep', during: { method: 'POST', path: /revoke/ }, ended: ['block-sign-in', 'revoke-sessions'] },
  { path: 'delete', during: { method: 'POST', path: /revoke/ }, ended: ['block-sign-in', 'revoke-sessions'] },
  {
    path: 'delete',
    during: { method: 'DELETE', path: /^\/users\// },
    ended: ['block-sign-in', 'revoke-sessions', 'delete-user'],
  },
];

describe('a run whose process is told to stop', function () {
  this.timeout(60_000);
  const url = sharedPostgres();
  let tenant: RunningTenant;
  let replicas: Replicas;
  let one: RunDeps;
  let other: RunDeps;
  let stopping: AbortController;
  let during: (typeof cases)[number]['during'] | undefined;

  beforeEach(async () => {
    const clock = stillClock();
    stopping = new AbortController();
    during = undefined;
    const stopDuring = () => {
      const { method, path } = tenant.calls.at(-1) ?? { method: '', path: '' };
      if (method === during?.method && during.path.test(path)) stopping.abort();
    };
    tenant = await startTenant({ now: clock.now, log: stopDuring });
    replicas = await startReplicas({ tenant, clock, policy: policyWith() }, await url());
    one = { ...replicas.one, log };
    other = { ...replicas.other, log };
  });
  afterEach(async () => {
    await replicas.stop();
    await tenant.close();
  });

  async function approved(path: OffboardingPath): Promise<string> {
    const request = await proposeAs(one, { leaverId, path });
    assert.equal(told(await decide(one, clickOf(request))), 'decided');
    return request.id;
  }

  async function stepsEnded(): Promise<unknown[]> {
    const rows = await auditRows(replicas.database);
    return rows.filter(({ action }) => action === 'step-ended').map(({ details }) => details['step']);
  }

  function writes(): string[] {
    return tenant.calls
      .filter(({ method, path }) => method !== 'GET' && path.startsWith(`/users/${leaverId}`) && !/check/.test(path))
      .map(({ method }) => method);
  }

  for (const { path, during: call, ended } of cases) {
    it(`${path}, during its ${call.method}: ends ${ended.join(', ')}, and another one goes on at once`, async () => {
      const id = await approved(path);
      const jobs = (await sentJobs(replicas.database)).length;
      during = call;
      await runRequest(one, id, stopping.signal);
      assert.ok(stopping.signal.aborted, 'it was told');
      assert.deepEqual(await stepsEnded(), ended);
      assert.equal((await one.store.requests.find(id))?.state, 'running');
      const sent = (await sentJobs(replicas.database)).slice(jobs).filter(({ kind }) => kind === 'run');
      assert.deepEqual(sent, [{ kind: 'run', requestId: id, at: null }]);

      await runRequest(other, id);
      const request = await one.store.requests.find(id);
      assert.deepEqual([request?.state, request?.receipt?.headline], ['completed', 'done']);
      assert.deepEqual(writes(), path === 'keep' ? ['PATCH', 'POST'] : ['PATCH', 'POST', 'DELETE']);
    });
  }

  it('before it began anything: the job goes back, and the request is as it was', async () => {
    const id = await approved('keep');
    const before = await one.store.requests.find(id);
    const jobs = (await sentJobs(replicas.database)).length;
    stopping.abort();
    await runRequest(one, id, stopping.signal);
    assert.deepEqual((await sentJobs(replicas.database)).slice(jobs), [{ kind: 'run', requestId: id, at: null }]);
    assert.deepEqual(await one.store.requests.find(id), before);
    assert.deepEqual(writes(), []);
  });
});
