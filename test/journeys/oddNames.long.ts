import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { part, textAt, textOf } from '../support/card.ts';
import { addReport, approveAndRun, askFor, requestIdOf, shownIn, startCast, type Cast } from '../support/journey.ts';
import { assertInert, oddNames } from '../support/oddNames.ts';
import type { CardJson } from '../support/teams.ts';

describe('names are shown as they are, whatever they hold', () => {
  let cast: Cast;

  before(async () => {
    cast = await startCast({ environment: { REQUESTS_PER_DAY: '1000' } });
  });
  afterEach(() => cast.manager.say('cancel'));
  after(() => cast.world.close());

  for (const [index, { what, name, query }] of oddNames.entries()) {
    it(`${what}: from the search to the receipt`, async () => {
      const mail = `odd${index}@contoso.example`;
      const details = { displayName: name, jobTitle: `Job ${name}`.slice(0, 256), department: name.slice(0, 256) };
      const { id } = addReport(cast.world, { ...details, mail });
      const seen = watchCards(cast);
      const asked = await askFor(cast, { path: 'delete', who: query, mail, reason: `Because ${name}` });
      const waiting = shownIn(asked.theirs);
      assert.equal(textAt(waiting, 'person-name'), name);
      assert.ok(textAt(waiting, 'person-details').startsWith(`${details.jobTitle} · ${name} · `));
      assert.equal(textAt(waiting, 'fact-reason'), `Because ${name}`);
      const receipt = await approveAndRun(cast, asked);
      assert.equal(textAt(receipt, 'person-name'), name);
      assert.match(textAt(receipt, 'headline'), /^Done/);
      assert.ok(id in cast.world.tenant.state.deletedUsers);
      for (const card of seen()) checkCard(card, name);
    });
  }

  it('two odd people of one name are offered as they are', async () => {
    const name = 'Tweeling ${x} [a](http://b) {{c}}';
    addReport(cast.world, { displayName: name, mail: 'twin1@contoso.example' });
    addReport(cast.world, { displayName: name, mail: 'twin2@contoso.example' });
    await cast.manager.say('offboard Tweeling');
    const choices = part(cast.manager.card, 'person')?.['choices'] as { title: string }[];
    assert.deepEqual(
      choices.map(({ title }) => title.slice(0, name.length)),
      [name, name],
    );
    await cast.manager.press('choose', { person: (choices[0] as unknown as { value: string }).value });
    assert.equal(textAt(cast.manager.card, 'person-name'), name);
  });

  it('a query that nobody has is said back as it was written', async () => {
    const query = '[x](http://evil.example) ${y} {{z}} $t(who.none)';
    await cast.manager.say(`offboard ${query}`);
    assert.ok(cast.manager.lastSentence.includes(`"${query}"`), cast.manager.lastSentence);
  });

  it('a comment of the approver is shown as it was written', async () => {
    const comment = 'Nee: ${x} {{comment}} $t(state.completed) [y](http://z.example) "q"';
    const asked = await askFor(cast, { path: 'keep' });
    await cast.approver.press('reject', { comment }, shownIn(asked.theirs));
    const told = await cast.manager.seeCard('rejected', (card) => textAt(card, 'state').includes(comment));
    assert.equal(requestIdOf(told), '');
  });
});

/** The cards that both people see from now on, as they are at the end. */
function watchCards({ manager, approver }: Cast): () => CardJson[] {
  const before = new Set([...manager.messages, ...approver.messages]);
  return () =>
    [...manager.messages, ...approver.messages]
      .filter((message) => !before.has(message))
      .flatMap(({ activity }) => (activity.attachments ?? []).map(({ content }) => content));
}

/** Nothing of the name took effect: it is whole wherever it stands, and never where Markdown or a link would be read. */
function checkCard(card: CardJson, name: string): void {
  assertInert(card);
  const text = textOf(card);
  for (const mark of ['evil.example', '${', '{{']) {
    if (!name.includes(mark)) continue;
    assert.equal(text.split(mark).length - 1, (text.split(name).length - 1) * (name.split(mark).length - 1));
  }
}
