import assert from 'node:assert/strict';
import { afterEach, after, before, beforeEach, describe, it } from 'mocha';
import { exportSPKI, importJWK, type CryptoKey } from 'jose';
import sinon from 'sinon';
import { sandboxPeople, sandboxTenantId } from '../../src/sandbox/people.ts';
import {
  claimsFor,
  createKey,
  sign,
  startChannelService,
  type ChannelService,
  type ServiceKey,
} from '../support/channelService.ts';
import { freshPglite } from '../support/databases.ts';
import { startWorld, type World } from '../support/world.ts';
import type { Database } from '../../src/storage/db.ts';

const teamsOnly = ['msteams'];
const minute = 60_000;

interface Attempt {
  readonly authorization?: string | undefined;
  readonly activity?: Readonly<Record<string, unknown>>;
}

/** What stands there for a case to make its attempt of. */
interface Given {
  readonly service: ChannelService;
  /** Endorsed for Teams. */
  readonly key: ServiceKey;
  /** Endorsed for other channels, and for none. */
  readonly others: { readonly webChat: ServiceKey; readonly none: ServiceKey };
  readonly now: number;
  claims(): ReturnType<typeof claimsFor>;
  /** Authorization by a token that is right but for these claims. */
  bearer(claims?: Readonly<Record<string, unknown>>): Promise<string>;
}

interface Case {
  readonly title: string;
  readonly status: 401 | 403;
  readonly code: string;
  readonly attempt: (given: Given) => Promise<Attempt>;
}

const sender = { id: 'user-elsewhere', name: 'Somebody', aadObjectId: sandboxPeople.manager.id };

const cases: readonly Case[] = [
  { title: 'no token', status: 401, code: 'no-token', attempt: async () => ({}) },
  {
    title: 'a token that is not Bearer',
    status: 401,
    code: 'malformed-token',
    attempt: async ({ key, claims }) => ({ authorization: `Basic ${await sign(key, claims())}` }),
  },
  {
    title: 'Bearer and nothing more',
    status: 401,
    code: 'malformed-token',
    attempt: async () => ({ authorization: 'Bearer ' }),
  },
  {
    title: 'Bearer and no JWT',
    status: 401,
    code: 'malformed-token',
    attempt: async () => ({ authorization: 'Bearer abc.def.ghi' }),
  },
  {
    title: 'an expired token',
    status: 401,
    code: 'expired',
    attempt: async ({ bearer, now }) => ({ authorization: await bearer({ exp: seconds(now - 6 * minute) }) }),
  },
  {
    title: 'a token that never expires',
    status: 401,
    code: 'wrong-claims',
    attempt: async ({ bearer }) => ({ authorization: await bearer({ exp: undefined }) }),
  },
  {
    title: 'a token that is not yet valid',
    status: 401,
    code: 'not-yet-valid',
    attempt: async ({ bearer, now }) => ({ authorization: await bearer({ nbf: seconds(now + 6 * minute) }) }),
  },
  {
    title: 'a token for another bot',
    status: 401,
    code: 'wrong-audience',
    attempt: async ({ bearer }) => ({ authorization: await bearer({ aud: crypto.randomUUID() }) }),
  },
  {
    title: 'a token without an audience',
    status: 401,
    code: 'wrong-audience',
    attempt: async ({ bearer }) => ({ authorization: await bearer({ aud: undefined }) }),
  },
  {
    title: 'a token of another issuer',
    status: 401,
    code: 'wrong-issuer',
    attempt: async ({ bearer }) => ({ authorization: await bearer({ iss: 'https://issuer.test' }) }),
  },
  {
    title: 'a token that Entra gave to the bot itself, as the emulator sends it',
    status: 401,
    code: 'wrong-issuer',
    attempt: async ({ bearer, service }) => ({
      authorization: await bearer({
        iss: `https://sts.windows.net/${sandboxTenantId}/`,
        tid: sandboxTenantId,
        ver: '1.0',
        appid: service.botId,
      }),
    }),
  },
  {
    title: 'a token of a skill',
    status: 401,
    code: 'wrong-issuer',
    attempt: async ({ bearer, service }) => ({
      authorization: await bearer({
        iss: 'https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0',
        ver: '2.0',
        azp: service.botId,
      }),
    }),
  },
  {
    title: 'a token by a key that nobody knows',
    status: 401,
    code: 'unknown-key',
    attempt: async ({ claims }) => ({ authorization: `Bearer ${await sign(await createKey('unknown'), claims())}` }),
  },
  {
    title: 'a token without a key id',
    status: 401,
    code: 'unknown-key',
    attempt: async ({ key, claims }) => ({
      authorization: `Bearer ${await sign(key, claims(), { kid: undefined as unknown as string })}`,
    }),
  },
  {
    title: 'a token by another key under the name of a known one',
    status: 401,
    code: 'signature',
    attempt: async ({ key, claims }) => ({ authorization: `Bearer ${await sign(await createKey(key.kid), claims())}` }),
  },
  {
    title: 'a token whose claims were changed after it was signed',
    status: 401,
    code: 'signature',
    attempt: async ({ key, claims }) => {
      const [header, , signature] = (await sign(key, { ...claims(), aud: 'another' })).split('.');
      return { authorization: `Bearer ${header}.${encode(claims())}.${signature}` };
    },
  },
  {
    title: 'alg: none',
    status: 401,
    code: 'algorithm',
    attempt: async ({ key, claims }) => ({
      authorization: `Bearer ${encode({ alg: 'none', kid: key.kid })}.${encode(claims())}.`,
    }),
  },
  {
    title: 'HS256 with the public key as the secret',
    status: 401,
    code: 'algorithm',
    attempt: async ({ key, claims }) => {
      const publicKey = await importJWK({ ...key.published }, 'RS256', { extractable: true });
      const secret = new TextEncoder().encode(await exportSPKI(publicKey as CryptoKey));
      const forged = await sign({ kid: key.kid, privateKey: secret }, claims(), { alg: 'HS256' });
      return { authorization: `Bearer ${forged}` };
    },
  },
  {
    title: 'the service URL of somebody else',
    status: 403,
    code: 'wrong-service-url',
    attempt: async ({ bearer }) => ({
      authorization: await bearer(),
      activity: { serviceUrl: 'https://collects-tokens.test/' },
    }),
  },
  {
    title: 'a token without a service URL',
    status: 403,
    code: 'wrong-service-url',
    attempt: async ({ bearer }) => ({ authorization: await bearer({ serviceurl: undefined }) }),
  },
  {
    title: 'neither token nor activity with a service URL',
    status: 403,
    code: 'wrong-service-url',
    attempt: async ({ bearer }) => ({
      authorization: await bearer({ serviceurl: undefined }),
      activity: { serviceUrl: undefined },
    }),
  },
  {
    title: 'a token by a key that is endorsed for other channels',
    status: 403,
    code: 'key-not-endorsed',
    attempt: async ({ others, claims }) => ({ authorization: `Bearer ${await sign(others.webChat, claims())}` }),
  },
  {
    title: 'a token by a key that is endorsed for none',
    status: 403,
    code: 'key-not-endorsed',
    attempt: async ({ others, claims }) => ({ authorization: `Bearer ${await sign(others.none, claims())}` }),
  },
  {
    title: 'another channel',
    status: 403,
    code: 'wrong-channel',
    attempt: async ({ bearer }) => ({ authorization: await bearer(), activity: { channelId: 'webchat' } }),
  },
  {
    title: 'the channel for which botbuilder asks for no audience',
    status: 403,
    code: 'wrong-channel',
    attempt: async ({ bearer }) => ({ authorization: await bearer(), activity: { channelId: 'AseChannel' } }),
  },
  {
    title: 'no channel',
    status: 403,
    code: 'wrong-channel',
    attempt: async ({ bearer }) => ({ authorization: await bearer(), activity: { channelId: undefined } }),
  },
  {
    title: "another tenant's user",
    status: 403,
    code: 'other-tenant',
    attempt: async ({ bearer }) => ({
      authorization: await bearer(),
      activity: withTenants(crypto.randomUUID(), crypto.randomUUID()),
    }),
  },
  {
    title: "another tenant's user in a channel that is shared with them",
    status: 403,
    code: 'other-tenant',
    attempt: async ({ bearer }) => ({
      authorization: await bearer(),
      activity: withTenants(sandboxTenantId, crypto.randomUUID()),
    }),
  },
  {
    title: 'a sender of another tenant in a conversation of ours',
    status: 403,
    code: 'other-tenant',
    attempt: async ({ bearer }) => ({
      authorization: await bearer(),
      activity: { from: { ...sender, tenantId: crypto.randomUUID() } },
    }),
  },
  {
    title: 'a user of no tenant',
    status: 403,
    code: 'no-tenant',
    attempt: async ({ bearer }) => ({ authorization: await bearer(), activity: withTenants(undefined, undefined) }),
  },
];

describe('The token of the channel service', () => {
  let keys: { teams: ServiceKey; webChat: ServiceKey; none: ServiceKey };
  let service: ChannelService;
  let database: Database;
  let world: World;
  let printed: sinon.SinonSpy[];

  before(async () => {
    const [teams, webChat, none] = await Promise.all([
      createKey('teams-1', teamsOnly),
      createKey('web-chat', ['webchat', 'directline']),
      createKey('endorsed-for-none'),
    ]);
    keys = { teams, webChat, none };
  });

  async function open(): Promise<void> {
    service = await startChannelService(Object.values(keys));
    database = await freshPglite();
    world = await startWorld({ environment: service.environment, database });
    printed = [
      sinon.spy(process.stderr, 'write'),
      ...(['error', 'warn', 'log', 'info'] as const).map((name) => sinon.spy(console, name)),
    ];
  }

  async function close(): Promise<void> {
    sinon.restore();
    await world.close();
    await service.close();
  }

  function given(): Given {
    const now = world.clock.now().getTime();
    const claims = () => claimsFor(service, world.teams.url, now);
    const bearer = async (own = {}) => `Bearer ${await sign(keys.teams, { ...claims(), ...own })}`;
    return { service, key: keys.teams, others: keys, now, claims, bearer };
  }

  function send({ authorization, activity = {} }: Attempt) {
    const client = world.client('manager', authorization === undefined ? {} : { authorization });
    return client.post({ type: 'message', text: 'offboard Alex Wilber', ...activity });
  }

  /** What was said in the person's chat. */
  const heard = () => world.client('manager').messages;

  function refusals(since = 0) {
    return world.logged
      .slice(since)
      .map((line) => JSON.parse(line) as { refused?: string; status?: number; msg?: string })
      .filter(({ msg }) => msg === 'request refused')
      .map(({ refused, status }) => [refused, status]);
  }

  /** What the lines hold beside their code, status and words; of a stranger's activity nothing is worth keeping. */
  function idsIn(since: number): string[] {
    const usual = ['level', 'time', 'msg', 'refused', 'status'];
    const names = world.logged.slice(since).flatMap((line) => Object.keys(JSON.parse(line) as object));
    return [...new Set(names)].filter((name) => !usual.includes(name)).toSorted();
  }

  /** Nothing of the token, and nothing at all beside the log. */
  function assertSecret(authorization = ''): void {
    for (const part of authorization.split(/[ .]/u).filter(({ length }) => length > 20)) {
      assert.ok(!world.logged.join('').includes(part), 'the log holds a part of the token');
    }
    const shown = printed.flatMap(({ args }) => args);
    assert.deepEqual(shown, []);
  }

  describe('that is wrong', () => {
    before(open);
    after(close);

    for (const { title, status, code, attempt } of cases) {
      it(`${title}: ${status}, logged as ${code}, and no effect`, async () => {
        const [before, lines] = [await stateOf(database), world.logged.length];
        const { authorization, activity = {} } = await attempt(given());
        const answer = await send({ authorization, activity });
        assert.equal(answer.status, status);
        assert.deepEqual(Object.keys(answer.body as object), ['error']);
        assert.deepEqual(refusals(lines), [[code, status]]);
        assert.deepEqual(idsIn(lines), status === 403 ? ['activityId', 'conversationId'] : []);
        assertSecret(authorization);
        assert.deepEqual([heard(), world.tenant.calls], [[], []]);
        assert.deepEqual(await stateOf(database), before);
      });
    }
  });

  describe('that is right', () => {
    beforeEach(open);
    afterEach(close);

    it('is let in, and answered with the bot’s own', async () => {
      const { status } = await send({ authorization: await given().bearer() });
      assert.equal(status, 200);
      assert.equal(heard().length, 1);
      assert.deepEqual(refusals(), []);
    });

    it('may be a little late or early: clocks differ', async () => {
      const { bearer, now } = given();
      const late = await bearer({ exp: seconds(now - 4 * minute) });
      const early = await bearer({ nbf: seconds(now + 4 * minute) });
      assert.equal((await send({ authorization: late })).status, 200);
      assert.equal((await send({ authorization: early })).status, 200);
    });

    it('by a service that endorses none of its keys is let in', async () => {
      const plain = await createKey('plain');
      service.keys.splice(0, 3, plain);
      const authorization = `Bearer ${await sign(plain, given().claims())}`;
      assert.equal((await send({ authorization })).status, 200);
    });

    it('by a new key is let in as soon as the service publishes it, and one by the old key no longer is', async () => {
      const old = await given().bearer();
      assert.equal((await send({ authorization: old })).status, 200);
      const next = await createKey('teams-2', teamsOnly);
      service.keys.splice(0, 1, next);
      const authorization = `Bearer ${await sign(next, given().claims())}`;
      assert.equal((await send({ authorization })).status, 200);
      assert.equal(service.fetched(), 2);
      assert.equal((await send({ authorization: old })).status, 401);
    });

    it('by keys that are made up makes us fetch a few times a minute, whatever is sent', async () => {
      const claims = given().claims();
      for (let nth = 0; nth < 20; nth += 1) {
        const authorization = `Bearer ${await sign({ ...keys.teams, kid: `made-up-${nth}` }, claims)}`;
        assert.equal((await send({ authorization })).status, 401);
      }
      assert.ok(service.fetched() <= 6, `${service.fetched()} fetches`);
      assert.equal((await send({ authorization: await given().bearer() })).status, 200);
    });

    it('is not let in while the keys can’t be had: 503, logged, and let in once they can', async () => {
      service.setDown(true);
      const authorization = await given().bearer();
      assert.equal((await send({ authorization })).status, 503);
      assert.deepEqual(refusals(), [['keys-unavailable', 503]]);
      assertSecret(authorization);
      assert.deepEqual(heard(), []);
      service.setDown(false);
      assert.equal((await send({ authorization })).status, 200);
    });

    it('is checked by the known keys for a day while the service is down, and no longer', async () => {
      assert.equal((await send({ authorization: await given().bearer() })).status, 200);
      service.setDown(true);
      world.clock.advance(23 * 60 * minute);
      assert.equal((await send({ authorization: await given().bearer() })).status, 200);
      world.clock.advance(61 * minute);
      assert.equal((await send({ authorization: await given().bearer() })).status, 503);
      service.setDown(false);
      assert.equal((await send({ authorization: await given().bearer() })).status, 200);
    });

    it('that is refused without end fills no log, and what is left out is counted', async () => {
      for (let nth = 0; nth < 50; nth += 1) await send({});
      assert.ok(refusals().length < 30, `${refusals().length} lines`);
      world.clock.advance(minute);
      await send({});
      const last = JSON.parse(world.logged.at(-1) ?? '{}') as { leftOut?: number };
      assert.equal((last.leftOut ?? 0) + refusals().length, 51);
    });
  });
});

function withTenants(conversation: string | undefined, channel: string | undefined): Record<string, unknown> {
  const id = `chat-${sandboxPeople.manager.id}`;
  return {
    conversation: { id, conversationType: 'personal', tenantId: conversation },
    channelData: { tenant: { id: channel } },
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

/** How many rows each table has that a turn writes to. */
async function stateOf({ kysely }: Database): Promise<unknown> {
  const tables = ['audit', 'bot_state', 'contact', 'request'] as const;
  return Promise.all(
    tables.map((table) =>
      kysely
        .selectFrom(table)
        .select(({ fn }) => fn.countAll().as('rows'))
        .execute(),
    ),
  );
}
