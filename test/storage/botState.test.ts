import assert from 'node:assert/strict';
import { createBotState } from '../../src/storage/botState.ts';
import { eachDatabase } from '../support/databases.ts';

eachDatabase('bot state', (open) => {
  it('reads what was written, and nothing for keys it does not know', async () => {
    const storage = createBotState((await open()).kysely);
    assert.deepEqual(await storage.read([]), {});
    assert.deepEqual(await storage.read(['a']), {});
    await storage.write({ a: { dialog: { stack: [1, { two: 'é' }] } }, "b'/é": { n: 0 } });
    const items = await storage.read(['a', "b'/é", 'c']);
    assert.deepEqual(Object.keys(items).sort(), ['a', "b'/é"]);
    assert.deepEqual(items['a'].dialog, { stack: [1, { two: 'é' }] });
    await storage.delete(['a', 'c']);
    await storage.delete([]);
    assert.deepEqual(Object.keys(await storage.read(['a', "b'/é"])), ["b'/é"]);
  });

  it('takes a write with the eTag that was read, with none, and with a star', async () => {
    const storage = createBotState((await open()).kysely);
    await storage.write({});
    await storage.write({ a: { n: 1, eTag: 'of a row long gone' } });
    const { a } = await storage.read(['a']);
    await storage.write({ a: { ...a, n: 2 } });
    await storage.write({ a: { n: 3 } });
    await storage.write({ a: { n: 4, eTag: '*' } });
    assert.equal((await storage.read(['a']))['a'].n, 4);
  });

  it('refuses a stale eTag, and with it the other keys of that write', async () => {
    const storage = createBotState((await open()).kysely);
    await storage.write({ a: { n: 1 } });
    const { a } = await storage.read(['a']);
    await storage.write({ a: { ...a, n: 2 } });
    await assert.rejects(storage.write({ a: { ...a, n: 3 } }), { code: 'bot-state-conflict' });
    await assert.rejects(storage.write({ a: { ...a, n: 3 }, b: { n: 1 } }), { code: 'bot-state-conflict' });
    const items = await storage.read(['a', 'b']);
    assert.deepEqual([items['a'].n, items['b']], [2, undefined]);
  });

  it('lets one of ten simultaneous writers of one eTag through', async () => {
    const storage = createBotState((await open()).kysely);
    await storage.write({ a: { n: 0 } });
    const { a } = await storage.read(['a']);
    const writes = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => storage.write({ a: { ...a, n } })));
    assert.equal(writes.filter(({ status }) => status === 'fulfilled').length, 1);
  });
});
