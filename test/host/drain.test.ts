import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { createUnderWay, prepareClosing, type Closing } from '../../src/host/drain.ts';
import { openRaw, type RawConnection } from '../support/rawHttp.ts';

describe('what is under way', () => {
  it('is waited for however it ends, also what is begun meanwhile', async () => {
    const underWay = createUnderWay();
    const [first, second] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    underWay.add(first.promise);
    const seen: string[] = [];
    const ended = underWay.ended().then(() => seen.push('ended'));
    underWay.add(second.promise);
    first.reject(new Error('a turn that failed'));
    // By the next turn of the event loop, whoever waited for the first alone would have gone on.
    await setImmediate();
    assert.deepEqual(seen, []);
    second.resolve(undefined);
    await ended;
    await underWay.ended();
  });
});

describe('the closing of a door', () => {
  let server: Server;
  let closing: Closing;
  let url: string;
  /** The answers that are still owed, in the order of their requests. */
  let owed: ServerResponse[];

  beforeEach(async () => {
    owed = [];
    server = createServer((request, response) => {
      if (request.url === '/slow') owed.push(response);
      else if (request.method === 'POST') request.resume().once('end', () => response.end('read'));
      else response.end('at once');
    });
    closing = prepareClosing(server, 100);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => closing.close(0));

  it('waits for answers and turns under way, and takes nothing new', async () => {
    const slow = fetch(`${url}/slow`);
    await once(server, 'request');
    const turn = Promise.withResolvers<undefined>();
    closing.turns.add(turn.promise);
    const seen: string[] = [];
    const closed = closing.close(0).then(() => seen.push('closed'));
    await assert.rejects(fetch(url));
    owed[0]?.end('late');
    assert.equal(await (await slow).text(), 'late');
    assert.deepEqual(seen, [], 'the turn goes on');
    turn.resolve(undefined);
    await closed;
  });

  it('answers for a while what still arrives, and says that the connection ends with it', async () => {
    assert.equal((await fetch(url)).headers.get('connection'), 'keep-alive');
    const closed = closing.close(300);
    const answer = await fetch(url);
    assert.deepEqual([answer.status, answer.headers.get('connection')], [200, 'close']);
    await closed;
    await assert.rejects(fetch(url));
  });

  it('does not wait for who has connected and asked nothing', async () => {
    const silent = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(server, 'connection');
    const ended = once(silent.resume(), 'close');
    await closing.close(0);
    await ended;
  });

  it('waits a moment for what is still arriving, and cuts off whoever sends on without end', async () => {
    const post = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab';
    const [late, endless] = [open(post), open(post)];
    for (let seen = 0; seen < 2; seen += 1) await once(server, 'request');
    const closed = closing.close(0);
    late.socket.write('cd');
    assert.match(await late.ended(), /^HTTP\/1\.1 200 [^]*read$/u);
    assert.equal(await endless.ended(), '');
    await closed;
  });

  function open(bytes: string): RawConnection {
    const connection = openRaw(url);
    connection.socket.write(bytes);
    return connection;
  }
});
