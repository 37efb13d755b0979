import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createKey, startChannelService, type ChannelService } from '../support/channelService.ts';
import { freshPglite } from '../support/databases.ts';
import { startWorld, type World } from '../support/world.ts';
import type { Database } from '../../src/storage/db.ts';

const ready = [200, { status: 'ready', reasons: [] }];
const notReady = (...reasons: string[]) => [503, { status: 'not ready', reasons }];

describe('A live replica', () => {
  let service: ChannelService;
  let database: Database;
  let world: World;

  beforeEach(async () => {
    service = await startChannelService([await createKey('teams-1', ['msteams'])]);
    database = await freshPglite();
    world = await startWorld({ environment: service.environment, database });
  });

  afterEach(async () => {
    await world.close();
    await service.close();
  });

  /** After what was seen before is no longer good. */
  async function readiness(): Promise<unknown[]> {
    world.clock.advance(2001);
    const answer = await fetch(`${world.farewell.url}/readyz`);
    return [answer.status, await answer.json()];
  }

  it('is ready once Entra gives it a token for Graph, and says in the log why it was not', async () => {
    service.setDown(true);
    assert.deepEqual(await readiness(), notReady('token'));
    assert.match(world.logged.join(''), /"reason":"token".*"code":"token-unavailable".*"msg":"not ready"/u);
    service.setDown(false);
    assert.deepEqual(await readiness(), ready);
  });

  it('stays ready while Graph is away from every replica, asks it nothing, and answers at once', async () => {
    const before = world.tenant.calls.length;
    world.tenant.fault({ path: '/', times: -1, answer: { status: 503 } });
    assert.deepEqual(await readiness(), ready);
    assert.equal(world.tenant.calls.length, before);
  });

  it('is not ready without its database', async () => {
    await database.kysely.schema.alterTable('request').renameTo('request_elsewhere').execute();
    assert.deepEqual(await readiness(), notReady('database'));
  });
});
