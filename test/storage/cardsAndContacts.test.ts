import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eachDatabase } from '../support/databases.ts';
import { newRequest, now, storeOn } from './samples.ts';

eachDatabase('sent cards and contacts', (open) => {
  it('lets one of two simultaneous senders claim a copy, and remembers what it shows', async () => {
    const { requests, sentCards } = storeOn(await open());
    const { id: requestId } = await requests.create(newRequest());
    const card = { requestId, audience: 'approver', recipientId: 'u1', conversationId: 'c1' } as const;
    const claims = await Promise.all([1, 2].map(() => sentCards.claim({ ...card, id: randomUUID() })));
    const [won] = claims.filter((one) => one !== undefined);
    assert.equal(claims.filter((one) => one !== undefined).length, 1);
    assert.deepEqual(await sentCards.ofRequest(requestId), [won]);
    await sentCards.shown(won?.id ?? '', { activityId: 'act', conversationId: 'c2', hash: 'h', at: now });
    const shown = { activityId: 'act', conversationId: 'c2', shownHash: 'h', updatedAt: now };
    assert.deepEqual(await sentCards.ofRequest(requestId), [{ ...won, ...shown }]);
    assert.deepEqual(await sentCards.ofRequest('forged'), []);
  });

  it('tells a person who is new or reached elsewhere from one who is known', async () => {
    const { contacts } = storeOn(await open());
    const contact = { userId: 'u1', conversationId: 'c1', locale: 'nl-NL', reference: { serviceUrl: 'https://x' } };
    assert.equal(await contacts.find('u1'), undefined);
    await contacts.save(contact);
    await contacts.save({ ...contact, locale: 'en-GB' });
    assert.equal((await contacts.find('u1'))?.locale, 'en-GB');
    await contacts.save({ ...contact, conversationId: 'c2' });
    assert.deepEqual(await contacts.find('u1'), { ...contact, conversationId: 'c2' });
  });
});
