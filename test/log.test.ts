import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FarewellError } from '../src/errors.ts';
import { createLog, inLogContext } from '../src/log.ts';

type Line = Record<string, unknown>;

function openLog() {
  const text: string[] = [];
  const log = createLog('trace', { write: (line) => void text.push(line) });
  return { log, text, lines: () => text.map((line) => JSON.parse(line) as Line) };
}

/** What a log of this error holds of it. */
function told(err: unknown): { err: Line; text: string } {
  const { log, text, lines } = openLog();
  log.error({ err }, 'failed');
  return { err: lines()[0]?.['err'] as Line, text: text.join('') };
}

describe('the log', () => {
  const hidden = [
    'authorization',
    'cookie',
    'headers',
    'config',
    'request',
    'response',
    'body',
    'password',
    'secret',
    'token',
    'accessToken',
    'connectionString',
    'activity',
    'displayName',
    'givenName',
    'surname',
    'mail',
    'userPrincipalName',
    'text',
    'comment',
  ];
  for (const name of hidden) {
    it(`leaves out ${name}, at the top of a line and one level down`, () => {
      const { log, text, lines } = openLog();
      log.info({ [name]: 'S3cret', ids: { [name]: 'S3cret', id: 'kept' } }, 'said');
      assert.ok(!text.join('').includes('S3cret'));
      assert.deepEqual(lines()[0]?.['ids'], { id: 'kept' });
    });
  }

  it('tells of an error its codes and its frames, not its message', () => {
    const cause = Object.assign(new Error('Alex Wilber is not there'), { code: 'ECONNRESET' });
    const error = new FarewellError('graph-not-found', 'no Alex Wilber', {
      cause,
      status: 404,
      graphCode: 'Request_ResourceNotFound',
      clientRequestId: '7e57ca11-0000-4000-8000-000000000001',
    });
    const { err, text } = told(error);
    assert.ok(!text.includes('Wilber'));
    assert.deepEqual(
      [err['type'], err['code'], err['status'], err['graphCode'], (err['cause'] as Line)['code']],
      ['FarewellError', 'graph-not-found', 404, 'Request_ResourceNotFound', 'ECONNRESET'],
    );
    assert.match((err['at'] as string[])[0] ?? '', /log\.test\.ts/);
  });

  const messages = [
    { what: 'of several lines', message: 'first\nsecond: Alex Wilber\nthird: alexw@contoso.example' },
    { what: 'that looks like a frame', message: 'no\n    at Alex Wilber (alexw:1:1)\n' },
    { what: 'with nothing in it', message: '' },
  ];
  for (const { what, message } of messages) {
    it(`takes no line of a message ${what} for a frame`, () => {
      const { err, text } = told(new Error(message));
      assert.ok(!text.includes('Wilber') && !text.includes('alexw'), text);
      assert.match((err['at'] as string[])[0] ?? '', /log\.test\.ts/);
    });
  }

  it('takes no line of a message for a frame that a library has changed since', () => {
    const error = new Error('first\nsecond: Alex Wilber');
    error.message = 'other';
    assert.ok(!told(error).text.includes('Wilber'));
  });

  it('leaves out what stands where a code belongs and is none', () => {
    const error = Object.assign(new Error('no'), { code: 'Alex Wilber left', statusCode: 'alexw@contoso.example' });
    error.name = 'Alex Wilber';
    const { err, text } = told(error);
    assert.ok(!text.includes('Wilber') && !text.includes('alexw'));
    assert.deepEqual([err['type'], err['code']], [undefined, undefined]);
  });

  it('tells of each of several errors, the first three', () => {
    const several = [401, 403, 404, 410].map((statusCode) => Object.assign(new Error('Alex Wilber'), { statusCode }));
    const { err, text } = told(new FarewellError('cards-behind', 'no', { cause: new AggregateError(several) }));
    const errors = (err['cause'] as Line)['errors'] as Line[];
    assert.deepEqual(
      errors.map(({ status }) => status),
      [401, 403, 404],
    );
    assert.ok(!text.includes('Wilber'));
  });

  it('tells of what was thrown and is no error its type alone', () => {
    assert.deepEqual(told('Alex Wilber').err, { type: 'string' });
  });

  it('puts the ids of the work at hand on each of its lines, also after a wait, and on no other', async () => {
    const { log, lines } = openLog();
    const work = (turn: string) =>
      inLogContext({ turn }, async () => {
        await Promise.resolve();
        inLogContext({ requestId: `r-${turn}` }, () => log.info('inside'));
        log.info({ turn: 'its own' }, 'over');
      });
    await Promise.all([work('a'), work('b')]);
    log.info('outside');
    const seen = lines().map(({ msg, turn, requestId }) => [msg, turn, requestId]);
    assert.deepEqual(seen.slice(0, 4).sort(), [
      ['inside', 'a', 'r-a'],
      ['inside', 'b', 'r-b'],
      ['over', 'its own', undefined],
      ['over', 'its own', undefined],
    ]);
    assert.deepEqual(seen[4], ['outside', undefined, undefined]);
  });
});
