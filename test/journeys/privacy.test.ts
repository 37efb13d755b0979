import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { verifyAudit } from '../../src/storage/audit.ts';
import type { Database } from '../../src/storage/db.ts';
import { freshPglite } from '../support/databases.ts';
import { approveAndRun, askFor, shownIn, startCast, type Cast } from '../support/journey.ts';

const reason = 'Zwangerschapsverlof-Xylofoon';
const comment = 'Onbespreekbaar-Quetzal';

describe('what is logged and audited names nobody', () => {
  let cast: Cast;
  let database: Database;
  let everyone: { displayName: string; mail: string | null; userPrincipalName: string }[];

  before(async () => {
    database = await freshPglite();
    cast = await startCast({ database, environment: { LOG_LEVEL: 'trace' } });
    everyone = Object.values(structuredClone(cast.world.tenant.state.users));
    await liveThroughEverything();
  });
  after(() => cast.world.close());

  /** Keep, delete and reject; refusals, faults and an answer that nobody understands. */
  async function liveThroughEverything(): Promise<void> {
    const { manager, approver, world } = cast;
    const rejected = await askFor(cast, { path: 'keep', reason });
    await approver.press('reject', { comment }, shownIn(rejected.theirs));
    await approveAndRun(cast, await askFor(cast, { path: 'keep', who: 'Sanne Visser', reason }));
    world.tenant.fault({ method: 'POST', path: 'revokeSignInSessions', times: -1, answer: { status: 403 } });
    world.tenant.fault({ method: 'DELETE', path: '/users/', answer: { drop: 'after' } });
    await approveAndRun(cast, await askFor(cast, { path: 'delete', reason }));
    await manager.say(`offboard ${sandboxPeople.vip.displayName}`);
    await manager.say(`offboard ${sandboxPeople.outsider.displayName}`);
    await manager.say(`offboard ${sandboxPeople.secondDaan.mail}`);
    await manager.say(reason);
    await manager.post({ type: 'message', value: { verb: 'approve', requestId: reason, version: 1, comment } });
    world.tenant.fault({ path: '.', times: -1, answer: { status: 500, body: reason } });
    await manager.say(`offboard ${sandboxPeople.firstDaan.displayName}`);
    world.tenant.clearFaults();
    await manager.post({ type: 'message', text: reason, from: { id: 'x', name: sandboxPeople.leaver.displayName } });
  }

  it('the log, at its most talkative, holds no name, address, reason or comment', () => {
    assert.ok(cast.world.logged.length > 30, 'something was logged at all');
    const log = cast.world.logged.join('\n');
    assert.ok(log.includes('graph call') && log.includes('step failed') && log.includes('turn failed'));
    for (const word of wordsOf(everyone)) assert.ok(!log.includes(word), `the log holds "${word}"`);
  });

  it('the audit holds ids, codes and numbers only', async () => {
    const rows = await database.kysely.selectFrom('audit').selectAll().orderBy('id').execute();
    const actions = new Set(rows.map(({ action }) => action));
    for (const action of ['request-made', 'rejected', 'approved', 'run-started', 'step-ended', 'run-ended'] as const)
      assert.ok(actions.has(action), action);
    const audit = JSON.stringify(rows);
    for (const word of wordsOf(everyone)) assert.ok(!audit.includes(word), `the audit holds "${word}"`);
  });

  it('the audit’s chain of hashes is whole, and who did what is in it', async () => {
    const { rows, fault } = await verifyAudit(database.kysely);
    assert.equal(fault, undefined);
    assert.ok(rows > 12);
    const [approval] = await database.kysely.selectFrom('audit').selectAll().where('action', '=', 'approved').execute();
    assert.equal(approval?.actor_id, sandboxPeople.approver.id);
  });

  it('the queue’s own tables hold none either', async () => {
    assert.equal(database.kind, 'pglite');
    if (database.kind !== 'pglite') return;
    const { rows } = await database.pglite.query<{ data: unknown; output: unknown }>('select * from pgboss.job');
    assert.ok(rows.length > 5);
    const jobs = JSON.stringify(rows);
    for (const word of wordsOf(everyone)) assert.ok(!jobs.includes(word), `the queue holds "${word}"`);
  });
});

/** Every name and address of the directory, whole and the local part alone, and what people typed. */
function wordsOf(people: readonly { displayName: string; mail: string | null; userPrincipalName: string }[]): string[] {
  const addresses = people.flatMap(({ mail, userPrincipalName }) => [mail ?? '', userPrincipalName]);
  const surnames = people.map(({ displayName }) => displayName.split(' ').at(-1) ?? '');
  const words = [
    ...people.map(({ displayName }) => displayName),
    ...surnames.filter((name) => name.length > 4),
    ...addresses,
    ...addresses.map((address) => address.split('@')[0] ?? ''),
    ...[reason, comment],
  ];
  return words.flatMap((word) => (word === '' ? [] : [word, encodeURIComponent(word)]));
}
