import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { every, part, textAt, textOf } from '../support/card.ts';
import { addReport, approveAndRun, askFor, requestIdOf, shownIn, startCast, type Cast } from '../support/journey.ts';
import type { CardJson } from '../support/teams.ts';

/** Names as people and attackers may have put them into a directory, each with words by which Graph finds them. */
const odd = [
  { what: 'quotes', name: 'Jan "de Slang" O\'Neill', query: 'Jan "de Slang" O\'Neill' },
  { what: 'an expression of the card template', name: 'Eva ${requestId} ${$root.title}', query: 'Eva requestId' },
  { what: 'an expression that computes', name: "Ada ${if(true, 'x', 'y')} ${1+1}", query: 'Ada' },
  { what: 'a link in Markdown', name: '[Klik hier](http://evil.example) **vet**', query: 'Klik hier' },
  { what: 'a placeholder of the texts', name: 'Ben {{name}} {{number}}', query: 'Ben name' },
  { what: 'a reference of the texts', name: '$t(buttons.approve) Cor', query: 'Cor' },
  { what: 'both kinds of braces', name: '}}{{ ${ }} Dirk', query: 'Dirk' },
  { what: 'emoji', name: 'Zara 👩🏽‍🚀🌷', query: 'Zara' },
  { what: 'right to left', name: 'دانيال \u202Eضرخأ', query: 'دانيال' },
  { what: 'HTML', name: '<at>Farewell</at> <script>alert(1)</script> Mozes', query: 'Mozes' },
  { what: 'a backslash and a tab', name: 'Back\\slash\tTabby', query: 'Tabby' },
  { what: 'a date function of Adaptive Cards', name: 'Ivo {{DATE(2026-01-01T00:00:00Z,SHORT)}}', query: 'Ivo' },
  { what: 'an & and a #', name: 'Rik & Sons #1 50%', query: 'Rik & Sons #1 50%' },
  { what: '256 characters', name: `Wim ${'x'.repeat(252)}`, query: 'Wim' },
];

describe('names are shown as they are, whatever they hold', () => {
  let cast: Cast;

  before(async () => {
    cast = await startCast({ environment: { REQUESTS_PER_DAY: '1000' } });
  });
  afterEach(() => cast.manager.say('cancel'));
  after(() => cast.world.close());

  for (const [index, { what, name, query }] of odd.entries()) {
    it(`${what}: from the search to the receipt`, async () => {
      const mail = `odd${index}@contoso.example`;
      const details = { displayName: name, jobTitle: `Job ${name}`.slice(0, 256), department: name };
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
  const text = textOf(card);
  for (const mark of ['evil.example', '${', '{{']) {
    if (!name.includes(mark)) continue;
    assert.equal(text.split(mark).length - 1, (text.split(name).length - 1) * (name.split(mark).length - 1));
  }
  for (const element of every(card)) {
    assert.notEqual(element['type'], 'Action.OpenUrl');
    if (element['type'] === 'TextBlock') assert.ok(!textOf(element).includes(name.slice(0, 8)));
  }
}
