import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Audience } from '../../src/offboarding/ports/cards.ts';
import { eachDatabase } from '../support/databases.ts';
import { newRequest, now, storeOn } from './samples.ts';

eachDatabase('sent cards, contacts and the approvers’ channel', (open) => {
  it('lets one of two simultaneous senders claim a copy, and remembers what it shows', async () => {
    const { requests, sentCards } = storeOn(await open());
    const { id: requestId } = await requests.create(newRequest());
    const card = { requestId, audience: 'approver', recipientId: 'u1', conversationId: 'c1', announced: 2 } as const;
    const claims = await Promise.all([1, 2].map(() => sentCards.claim({ ...card, id: randomUUID() })));
    const [won] = claims.filter((one) => one !== undefined);
    assert.equal(claims.filter((one) => one !== undefined).length, 1);
    assert.deepEqual(await sentCards.ofRequest(requestId), [won]);
    await sentCards.shown(won?.id ?? '', { activityId: 'act', conversationId: 'c2', hash: 'h', at: now });
    const shown = { activityId: 'act', conversationId: 'c2', shownHash: 'h', updatedAt: now };
    assert.deepEqual(await sentCards.ofRequest(requestId), [{ ...won, ...shown }]);
    assert.deepEqual(await sentCards.ofRequest('forged'), []);
  });

  it('gives each reader one copy, the channel too, and remembers of how many events it told them', async () => {
    const { requests, sentCards } = storeOn(await open());
    const { id: requestId } = await requests.create(newRequest());
    const claimFor = (audience: Audience) =>
      sentCards.claim({ id: randomUUID(), requestId, audience, recipientId: 'x', conversationId: 'c', announced: 0 });
    const copies = [await claimFor('requester'), await claimFor('approver'), await claimFor('channel')];
    assert.equal(await claimFor('channel'), undefined);
    await sentCards.announced(copies[2]?.id ?? '', 3);
    assert.deepEqual(
      (await sentCards.ofRequest(requestId)).map(({ audience, announced }) => [audience, announced]),
      [
        ['approver', 0],
        ['channel', 3],
        ['requester', 0],
      ],
    );
  });

  it('knows one approvers’ channel, the last that was chosen, until it is given up', async () => {
    const { approvalsChannel } = storeOn(await open());
    assert.equal(await approvalsChannel.find(), undefined);
    const place = { conversationId: 'c1', locale: 'nl-NL', reference: { serviceUrl: 'https://x', n: 'é' } };
    await Promise.all([1, 2, 3].map(() => approvalsChannel.set(place)));
    assert.deepEqual(await approvalsChannel.find(), place);
    const other = { conversationId: 'c2', locale: 'en-GB', reference: {} };
    await approvalsChannel.set(other);
    assert.deepEqual(await approvalsChannel.find(), other);
    await approvalsChannel.clear();
    await approvalsChannel.clear();
    assert.equal(await approvalsChannel.find(), undefined);
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
