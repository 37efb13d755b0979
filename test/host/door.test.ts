import assert from 'node:assert/strict';
import { request, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createLoopbackGate, sandboxRates } from '../../src/host/gate.ts';
import type { HttpLimits } from '../../src/host/httpLimits.ts';
import { shared } from '../../src/host/readiness.ts';
import { openDoor, type Door, type DoorOptions } from '../../src/host/server.ts';
import { createLog } from '../../src/log.ts';
import { openRaw } from '../support/rawHttp.ts';
import { testClock } from '../support/world.ts';

const activity = { type: 'message', conversation: { id: 'chat-1' }, from: { id: 'user-1' } };
const json = { 'Content-Type': 'application/json' };

describe('The door', () => {
  let door: Door;
  let logged: string[];
  let turns: unknown[];
  let turn: () => Promise<{ status: number; body?: unknown } | undefined>;
  const clock = testClock();

  async function open(limits: Partial<HttpLimits> = {}, options: Partial<DoorOptions> = {}): Promise<void> {
    door = await openDoor({
      adapter: {
        take: async (taken) => {
          turns.push(taken);
          return turn();
        },
      },
      onTurn: () => Promise.resolve(),
      notReady: () => Promise.resolve([]),
      gate: createLoopbackGate(sandboxRates, clock.now),
      log: createLog('debug', { write: (line: string) => void logged.push(line) }),
      now: clock.now,
      host: '127.0.0.1',
      port: 0,
      limits,
      ...options,
    });
  }

  beforeEach(() => {
    [logged, turns] = [[], []];
    turn = () => Promise.resolve(undefined);
  });
  afterEach(() => door.close(0));

  function post(body: string | Uint8Array<ArrayBuffer> | ReadableStream, headers: Record<string, string> = json) {
    return fetch(`${door.url}/api/messages`, { method: 'POST', headers, body, duplex: 'half' });
  }

  const errors = () => logged.filter((line) => (JSON.parse(line) as { level: number }).level >= 50);

  describe('knows three addresses', () => {
    beforeEach(() => open());

    const addresses: readonly (readonly [method: string, path: string, status: number])[] = [
      ['GET', '/healthz', 200],
      ['GET', '/readyz', 200],
      ['GET', '/', 404],
      ['GET', '/api', 404],
      ['GET', '/API/messages', 404],
      ['POST', '/api/messages/x', 404],
      ['POST', '//api/messages', 404],
      ['GET', '/healthz/../api', 404],
      ['GET', '/%zz', 404],
      ['GET', '/.env', 404],
      ['POST', '/api/calling', 404],
      ['GET', '/api/messages', 405],
      ['PUT', '/api/messages', 405],
      ['DELETE', '/api/messages', 405],
      ['OPTIONS', '/api/messages', 405],
      ['OPTIONS', '*', 404],
      ['TRACE', '/healthz', 405],
      ['HEAD', '/healthz', 405],
      ['POST', '/healthz', 405],
      ['POST', '/readyz', 405],
    ];
    for (const [method, path, status] of addresses) {
      it(`${method} ${path}: ${status}, a word, and nothing of what we are made of`, async () => {
        const answer = await ask(method, path);
        assert.equal(answer.status, status);
        assert.equal(answer.headers['server'] ?? answer.headers['x-powered-by'], undefined);
        assert.doesNotMatch(answer.text, /restify|node|farewell|exist|\bat /iu);
        if (status === 404) assert.equal(answer.text, '{"error":"not found"}');
        if (status === 405 && method !== 'HEAD') assert.equal(answer.text, '{"error":"method not allowed"}');
      });
    }

    it('whatever a client says that it would like to read', async () => {
      const { headers, text } = await ask('GET', '/nothing', { Accept: 'text/html' });
      assert.equal(headers['content-type'], 'application/json');
      assert.equal(text, '{"error":"not found"}');
    });

    it('and changes no protocol: an upgrade is answered like any other request', async () => {
      const raw = openRaw(door.url);
      raw.socket.write(
        'GET /api/messages HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n',
      );
      assert.match(await raw.ended(), /^HTTP\/1\.1 405 /u);
    });

    it('takes no tunnel and no proxy request', async () => {
      const raw = openRaw(door.url);
      raw.socket.write('CONNECT internal.example:443 HTTP/1.1\r\nHost: x\r\n\r\n');
      assert.doesNotMatch(await raw.ended(), /^HTTP\/1\.1 2/u);
    });
  });

  function ask(method: string, path: string, headers: Record<string, string> = {}) {
    // Not fetch, which would tidy up the path first.
    return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; text: string }>(
      (resolve, reject) => {
        const { hostname, port } = new URL(door.url);
        const asked = request({ hostname, port, method, path, headers }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
          );
        });
        asked.on('error', reject);
        asked.end();
      },
    );
  }

  describe('takes an activity', () => {
    beforeEach(() => open());

    it('and answers 200 with nothing', async () => {
      const answer = await post(JSON.stringify(activity));
      assert.deepEqual([answer.status, await answer.text()], [200, '']);
      assert.equal(turns.length, 1);
    });

    it('of which botbuilder gets times as dates', async () => {
      await post(JSON.stringify({ ...activity, timestamp: '2026-11-24T12:00:00.000Z' }));
      assert.deepEqual(turns, [
        {
          ...activity,
          timestamp: new Date('2026-11-24T12:00:00.000Z'),
          rawTimestamp: '2026-11-24T12:00:00.000Z',
        },
      ]);
    });

    it('and answers an invoke with what the turn gave', async () => {
      turn = () => Promise.resolve({ status: 200, body: { statusCode: 200 } });
      const answer = await post(JSON.stringify({ ...activity, type: 'invoke' }));
      assert.deepEqual([answer.status, await answer.json()], [200, { statusCode: 200 }]);
    });

    it('and says no more than that it failed when its turn did; the log has the error', async () => {
      turn = () => Promise.reject(Object.assign(new Error('secret details'), { statusCode: 403 }));
      const answer = await post(JSON.stringify(activity));
      assert.deepEqual([answer.status, await answer.json()], [500, { error: 'failed' }]);
      assert.equal(errors().length, 1);
      assert.doesNotMatch(errors().join(''), /secret details/u);
    });

    const wrong: readonly {
      readonly title: string;
      readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream;
      readonly headers?: Record<string, string>;
      readonly status: number;
    }[] = [
      { title: 'malformed JSON', body: '{"type": "mess', status: 400 },
      { title: 'nothing', body: '', status: 400 },
      { title: 'bytes that are not UTF-8', body: new Uint8Array([0x22, 0xff, 0x22]), status: 400 },
      { title: 'no object', body: '"text"', status: 400 },
      { title: 'a list', body: '[]', status: 400 },
      { title: 'null', body: 'null', status: 400 },
      { title: 'no type', body: '{"conversation":{"id":"1"}}', status: 400 },
      { title: 'no conversation', body: '{"type":"message"}', status: 400 },
      { title: 'a conversation without an id', body: '{"type":"message","conversation":{}}', status: 400 },
      { title: 'a body of 300 kB', body: JSON.stringify({ ...activity, text: 'x'.repeat(300_000) }), status: 413 },
      { title: 'a body of 300 kB that does not say so', body: inPieces('x'.repeat(300_000)), status: 413 },
      { title: 'text', body: 'hello', headers: { 'Content-Type': 'text/plain' }, status: 415 },
      {
        title: 'a form',
        body: 'type=message',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        status: 415,
      },
      {
        title: 'a file',
        body: '--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n--x--',
        headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
        status: 415,
      },
      { title: 'no content type', body: new Uint8Array([0x7b, 0x7d]), headers: {}, status: 415 },
      {
        title: 'what is compressed, and may be a thousand times as long',
        body: new Uint8Array(gzipSync(JSON.stringify(activity))),
        headers: { ...json, 'Content-Encoding': 'gzip' },
        status: 415,
      },
      {
        title: 'what says that it is compressed and is not',
        body: JSON.stringify(activity),
        headers: { ...json, 'Content-Encoding': 'gzip' },
        status: 415,
      },
    ];
    for (const { title, body, headers, status } of wrong) {
      it(`but not ${title}: ${status}`, async () => {
        const answer = await post(body, headers);
        assert.equal(answer.status, status);
        assert.deepEqual(Object.keys((await answer.json()) as object), ['error']);
        assert.deepEqual([turns, errors()], [[], []]);
        assert.equal((await fetch(`${door.url}/healthz`)).status, 200, 'and goes on');
      });
    }

    it('but not from one who goes away in the middle of it, which is no error of ours', async () => {
      const raw = openRaw(door.url);
      raw.socket.write(`${head(100)}{"type":`);
      raw.socket.end();
      await raw.ended();
      assert.equal((await post(JSON.stringify(activity))).status, 200);
      assert.deepEqual([turns.length, errors()], [1, []]);
    });
  });

  describe('waits for nobody', () => {
    const soon = { headersMs: 150, requestMs: 300, keepAliveMs: 150, lookEveryMs: 20 };
    beforeEach(() => open(soon));

    it('who connects and is silent', async () => {
      await openRaw(door.url).ended();
    });

    it('who sends headers drop by drop', async () => {
      const raw = openRaw(door.url);
      raw.socket.write('POST /api/messages HTTP/1.1\r\nHost: x\r\n');
      const drops = setInterval(() => raw.socket.write('X-Drop: 1\r\n'), 20);
      try {
        assert.match(await raw.ended(), /^HTTP\/1\.1 408 /u);
      } finally {
        clearInterval(drops);
      }
    });

    it('who sends a body drop by drop', async () => {
      const raw = openRaw(door.url);
      raw.socket.write(head(1000));
      const drops = setInterval(() => raw.socket.write(' '), 20);
      try {
        assert.match(await raw.ended(), /^HTTP\/1\.1 408 /u);
      } finally {
        clearInterval(drops);
      }
      assert.deepEqual([turns, errors()], [[], []]);
    });

    it('who keeps the connection and asks nothing more', async () => {
      const raw = openRaw(door.url);
      raw.socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
      assert.match(await raw.ended(), /^HTTP\/1\.1 200 /u);
    });

    it('but does for a turn that takes longer than any of these', async () => {
      turn = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 2 * soon.requestMs));
      assert.equal((await post(JSON.stringify(activity))).status, 200);
    });
  });

  it('is shut when who sends can’t be told, and says why in the log', async () => {
    await open({}, { gate: { open: () => Promise.reject(new Error('broken')) } });
    assert.equal((await post(JSON.stringify(activity))).status, 500);
    assert.deepEqual([turns.length, errors().length], [0, 1]);
  });

  it('believes nobody who is not on this machine, in the sandbox', async () => {
    await open();
    const elsewhere = { socket: { remoteAddress: '10.0.0.4' } } as IncomingMessage;
    const refusal = await createLoopbackGate(sandboxRates, clock.now).open(elsewhere);
    assert.deepEqual(refusal, { refused: 'not-loopback', status: 403 });
  });

  it('reads no more headers than fit into 16 kB', async () => {
    await open();
    const raw = openRaw(door.url);
    raw.socket.write(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
    assert.match(await raw.ended(), /^HTTP\/1\.1 431 /u);
  });

  it('says what is not ready, in words that tell strangers nothing', async () => {
    await open({}, { notReady: () => Promise.resolve(['directory']) });
    const answer = await fetch(`${door.url}/readyz`);
    assert.deepEqual([answer.status, await answer.json()], [503, { status: 'not ready', reasons: ['directory'] }]);
  });

  it('answers a readiness that can’t be told 500, without its error', async () => {
    await open({}, { notReady: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.4:5432')) });
    const answer = await fetch(`${door.url}/readyz`);
    assert.deepEqual([answer.status, await answer.json()], [500, { error: 'failed' }]);
    assert.equal(errors().length, 1);
  });
});

describe('Readiness that many ask for', () => {
  it('is looked at once while it is under way, and not again within two seconds', async () => {
    const clock = testClock();
    const looks: PromiseWithResolvers<string>[] = [];
    const ask = shared(() => {
      const look = Promise.withResolvers<string>();
      looks.push(look);
      return look.promise;
    }, clock.now);
    const asked = Array.from({ length: 50 }, () => ask());
    clock.advance(60_000);
    asked.push(ask());
    assert.equal(looks.length, 1);
    looks[0]?.resolve('ready');
    assert.deepEqual(new Set(await Promise.all(asked)), new Set(['ready']));
    assert.equal(await ask(), 'ready');
    assert.equal(looks.length, 1);
    clock.advance(2500);
    const later = ask();
    assert.equal(looks.length, 2);
    looks[1]?.reject(new Error('no'));
    await assert.rejects(later);
  });
});

/** The head of a POST with a body of so many bytes. */
function head(bytes: number): string {
  return `POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`;
}

function inPieces(text: string): ReadableStream {
  return new Blob([text]).stream();
}
