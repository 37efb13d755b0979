import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxGroups, sandboxPeople, sandboxTeamsApp, sandboxTenantId } from '../../src/sandbox/people.ts';
import { textAt, textOf, verbs } from '../support/card.ts';
import { Client } from '../support/client.ts';
import { approvalIn, becomes, confirmFor, newest, requestIdOf, shownIn } from '../support/journey.ts';
import type { CardJson, ChatMessage } from '../support/teams.ts';
import { startWorld, type World } from '../support/world.ts';

const { t } = textsOf('en');
const dutch = textsOf('nl');
const { approver, secondApprover, manager, globalAdmin, indirect, teamLead } = sandboxPeople;

describe('who is asked', () => {
  let world: World;
  let requester: Client;

  before(async () => {
    world = await startWorld({ environment: { TEAMS_APP_ID: sandboxTeamsApp.externalId } });
    requester = world.client('manager');
    await requester.arrive();
  });
  afterEach(() => {
    world.tenant.state.members[sandboxGroups.approvers] = [approver.id, sandboxGroups.onCall];
    world.tenant.state.teamsAppsBlocked = false;
    world.tenant.clearFaults();
  });
  after(() => world.close());

  it('approvers who never wrote to Farewell get its app, and the card in the chat that Graph names', async () => {
    const { requestId, mine } = await ask('Alex Wilber');
    const theirs = await approvalIn(world, chatByGraph(approver), requestId);
    await approvalIn(world, chatByGraph(secondApprover), requestId);
    assert.equal(world.tenant.state.installedApps[approver.id]?.[0]?.teamsAppId, sandboxTeamsApp.id);
    const waiting = await becomes({ world }, mine, 'the request', (card) => verbs(card).includes('withdraw'));
    assert.doesNotMatch(textOf(waiting), /reached/);
    await chatByGraph(approver).press('approve', {}, shownIn(theirs));
    await becomes({ world }, mine, 'a receipt', (card) => /^Done/.test(textAt(card, 'headline')));
  });

  it('when they write, in a chat that Teams calls otherwise, the card comes there and has no buttons where it was', async () => {
    const { requestId } = await ask('Joost Mulder');
    const before = await approvalIn(world, chatByGraph(approver), requestId);
    const own = world.client('approver');
    await own.say('hello');
    await approvalIn(world, own, requestId);
    await becomes({ world }, before, 'moved', (card) => textOf(card) === t('say.card-moved'));
    await own.press('reject', { comment: 'Wrong person' });
  });

  it('whoever has no Teams is named on the others’ card and on the requester’s', async () => {
    const [unlicensed] = Object.values(world.tenant.state.users).filter((user) => user.displayName === 'Nestor Wilke');
    world.tenant.state.members[sandboxGroups.approvers]?.push(unlicensed?.id ?? '');
    const { requestId, mine } = await ask('Daan de Vries', 'd.devries2@contoso.example');
    const theirs = await approvalIn(world, world.client('approver'), requestId);
    const names = (card: CardJson) => textAt(card, 'state').includes('Could not be reached: Nestor Wilke.');
    await becomes({ world }, theirs, 'one that names them', names);
    await becomes({ world }, mine, 'one that names them', names);
  });

  it('where Teams doesn’t allow the app, too; and they get the card once they write, in their language', async () => {
    world.tenant.state.teamsAppsBlocked = true;
    world.tenant.state.members[sandboxGroups.approvers]?.push(globalAdmin.id);
    const { requestId, mine } = await ask('Yusuf Kaya');
    const theirs = await approvalIn(world, world.client('approver'), requestId);
    const names = (card: CardJson) => textAt(card, 'state').includes('Samir Haddad');
    await becomes({ world }, theirs, 'one that names them', names);
    await becomes({ world }, mine, 'one that names them', names);
    const third = world.client('globalAdmin', { locale: 'nl-NL' });
    await third.arrive();
    assert.match(textAt(shownIn(await approvalIn(world, third, requestId)), 'title'), /^Goedkeuring gevraagd/);
    for (const message of [theirs, mine]) await becomes({ world }, message, 'silent again', (card) => !names(card));
  });

  it('one whose chat refuses the card doesn’t stop the others, is named, and gets it later', async () => {
    const first = world.client('approver');
    const second = world.client('secondApprover');
    await second.say('hello');
    world.teams.refuse(second.conversationId, 403);
    const { requestId, mine } = await ask('Ruben Meijer');
    const theirs = await approvalIn(world, first, requestId);
    const names = (card: CardJson) => textAt(card, 'state').includes('Grady Archie');
    await becomes({ world }, theirs, 'one that names them', names);
    await becomes({ world }, mine, 'one that names them', names);
    world.teams.refuse(second.conversationId, 0);
    await second.post({ type: 'installationUpdate', action: 'add' });
    await approvalIn(world, second, requestId);
    for (const message of [theirs, mine]) await becomes({ world }, message, 'silent again', (card) => !names(card));
    await second.press('reject', { comment: 'No' }, shownIn(await approvalIn(world, second, requestId)));
  });

  it('one whom Graph has no answer for doesn’t stop the others either', async () => {
    world.tenant.state.members[sandboxGroups.approvers]?.push(sandboxPeople.eligible.id);
    const path = `/users/${sandboxPeople.eligible.id}/teamwork`;
    world.tenant.fault({ path, times: -1, answer: { status: 503 } });
    const { requestId, mine } = await ask('Aïsha Mohamud');
    const theirs = await approvalIn(world, world.client('approver'), requestId);
    await becomes({ world }, mine, 'one that names them', (card) => textAt(card, 'state').includes('Tomasz Nowak'));
    world.tenant.clearFaults();
    await approvalIn(world, chatByGraph(sandboxPeople.eligible), requestId);
    await becomes({ world }, theirs, 'silent again', (card) => !textAt(card, 'state').includes('Tomasz Nowak'));
  });

  it('who is no judge in the matter gets no card, and doesn’t find it by asking either', async () => {
    world.tenant.state.members[sandboxGroups.approvers]?.push(manager.id, teamLead.id, indirect.id);
    const below = world.client('indirect', { locale: 'nl-NL' });
    const leaver = world.client('teamLead');
    for (const client of [below, leaver]) await client.arrive();
    const { requestId, mine } = await ask('Sanne Visser');
    await approvalIn(world, world.client('approver'), requestId);
    const waiting = await becomes({ world }, mine, 'the request', (card) => verbs(card).includes('withdraw'));
    await below.say('wachtend');
    for (const client of [leaver, requester]) await client.say('pending');
    for (const client of [below, leaver, requester]) assert.deepEqual(asksIn(client, requestId), []);
    const [, number = ''] = /^Request (\d+)/.exec(textAt(waiting, 'title')) ?? [];
    for (const client of [below, leaver, requester]) await client.say(`status ${number}`);
    assert.equal(below.lastSentence, dutch.t('say.no-such-request', { number }));
    assert.equal(leaver.lastSentence, t('say.no-such-request', { number }));
    assert.deepEqual(verbs(shownIn(newest(requester))), ['withdraw'], 'the requester sees their own');
    await world.client('approver').say(`status ${number}`);
    assert.deepEqual(verbs(world.client('approver').card), ['approve', 'reject']);
  });

  it('the requester is told when there is nobody who may decide', async () => {
    world.tenant.state.members[sandboxGroups.approvers] = [manager.id];
    const { mine } = await ask('Emily Braun');
    const card = await becomes({ world }, mine, 'a warning', (each) =>
      textAt(each, 'state').includes(t('request.too-few')),
    );
    assert.doesNotMatch(textAt(card, 'state'), /reached/);
  });

  /** A request to keep somebody's data; by their address where the name is not enough. */
  function ask(name: string, address = name): Promise<{ requestId: string; mine: ChatMessage }> {
    return confirmFor({ manager: requester }, { path: 'keep', who: address });
  }

  /** The personal chat of the app that was installed for somebody. */
  function chatByGraph(person: { id: string; displayName: string }): Client {
    const id = `19:${person.id}_${sandboxTeamsApp.externalId}@unq.gbl.spaces`;
    const { teams, farewell } = world;
    const tenantId = sandboxTenantId;
    return new Client({ botUrl: farewell.url, teams, person, tenantId, place: { id, type: 'personal' } });
  }
});

function asksIn(client: Client, requestId: string): CardJson[] {
  return client.cards.filter((card) => verbs(card).includes('approve') && requestIdOf(card) === requestId);
}
