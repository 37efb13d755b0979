import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxPeople, type SandboxPerson } from '../../src/sandbox/people.ts';
import type { TenantState } from '../../src/sandbox/tenant/state.ts';
import { auditRows } from '../support/auditRows.ts';
import { allOn } from '../support/bigPerson.ts';
import { every, part, textAt, textOf } from '../support/card.ts';
import { Client } from '../support/client.ts';
import { approvalIn, becomes, newest, requestIdOf, shownIn } from '../support/journey.ts';
import { assertInert, assertWhole, oddNames } from '../support/oddNames.ts';
import { addOddThings, type OddThings } from '../support/oddThings.ts';
import { readLiterals } from '../support/powershell.ts';
import { isReceipt, messageAbout, startScene, stored, type Scene } from '../support/scene.ts';
import type { CardJson } from '../support/teams.ts';

const { t } = textsOf('en');

describe('whatever things and people are called, all of it goes as it should, and names stay names', function () {
  this.timeout(120_000);
  let scene: Scene;
  before(async () => {
    scene = await startScene({ LOG_LEVEL: 'trace' });
    for (const sku of scene.world.tenant.state.skus) sku.enabled = 1000;
  });
  afterEach(() => scene.world.tenant.clearFaults());
  after(() => scene.close());

  for (const [n, { what, name: odd }] of oddNames.entries()) {
    // Of as many digits, so that no number begins like another one.
    const index = 100 + n;
    it(`${what}: on every card of a keep with everything, what of it fails, and its undo`, async () => {
      const { world } = scene;
      const { state } = world.tenant;
      const things = addOddThings(state, odd, index);
      const typed = typedWith(odd, index);
      const marks = new Map([...things.marks, ...typed.marks]);
      const [manager, approver] = await Promise.all(
        (['manager', 'approver'] as const).map((who) => arrive(sandboxPeople[who], typed.names[who])),
      );
      assert.ok(manager && approver);
      for (const who of ['manager', 'approver'] as const) {
        Object.assign(state.users[sandboxPeople[who].id] ?? {}, { displayName: typed.names[who] });
      }
      const since = world.teams.received.length;
      const leaverName = state.users[things.id]?.displayName ?? '';

      await manager.say(`offboard ${things.mail}`);
      await manager.press('keep');
      await manager.press('now');
      assert.equal(textAt(manager.card, 'person-name'), leaverName);
      const named = { successor: `Qd Successor Name ${index}`, reason: typed.reason };
      await manager.press('confirm', { ...allOn(manager.card), ...named });
      const offered = part(manager.card, 'successorChoice')?.['choices'] as { value: string }[];
      assert.deepEqual(offered.map(({ value }) => value).sort(), [things.successor.id, things.twinId].sort());
      await manager.press('confirm', { successorChoice: things.successor.id });
      assert.ok(
        part(manager.card, 'successor')?.['value'] ===
          t('successor.text', { name: things.successor.displayName, mail: things.successor.mail }),
      );
      const [mine, requestId] = [newest(manager), requestIdOf(manager.card)];
      const replied = { autoReply: typed.reply, reason: typed.reason };
      await manager.press('confirm', { ...allOn(manager.card), ...replied });
      const theirs = await approvalIn(world, approver, requestId);
      const request = await stored(scene, { requestId });
      assert.deepEqual(request.plan.options.successor, things.successor);
      assert.equal(textAt(shownIn(theirs), 'fact-reason'), typed.reason);

      const before = structuredClone(state);
      refuseSome(things);
      await approver.press('approve', { comment: typed.comment }, shownIn(theirs));
      const receipt = await becomes(scene, theirs, 'a receipt', isReceipt);
      await becomes(scene, mine, 'a receipt', isReceipt);
      assert.deepEqual(changed(before, state), changedBy(things));
      assertLeft(receipt, things);
      assertReply(state, things, typed.reply);
      assertCommands(receipt, things, state);
      assert.deepEqual(state.messageRules[things.id]?.[0]?.actions?.['forwardTo'], [
        { emailAddress: { name: things.successor.displayName, address: things.successor.mail } },
      ]);

      world.tenant.clearFaults();
      await approver.press('tick', { leftovers: 'mail-groups' }, shownIn(theirs));
      await approver.say('pending');
      await approver.say(`history of ${things.mail}`);
      await manager.say(`status ${request.number}`);
      await approver.press('undo', {}, await receiptOf(approver, requestId));
      const isPlan = (card: CardJson) => textAt(card, 'undo-wont') !== '';
      const undo = await messageAbout(scene, approver, leaverName, isPlan);
      await approver.press('confirm-undo', {}, shownIn(undo));
      const undone = await becomes(scene, undo, 'a receipt', isReceipt);
      assert.match(textAt(undone, 'headline'), /^Done\n/, textOf(undone));
      assert.deepEqual(
        changed(before, state).filter((each) => !each.startsWith('events/') && each !== `users/${things.id}`),
        [],
      );

      const cards = [
        ...world.teams.received.slice(since).flatMap(({ attachments = [] }) => attachments.map((each) => each.content)),
        ...manager.answered,
        ...approver.answered,
      ];
      const seen = new Map([...marks.keys()].map((mark) => [mark, 0]));
      for (const card of cards) {
        assertInert(card);
        for (const [mark, value] of marks) seen.set(mark, (seen.get(mark) ?? 0) + assertWhole(card, mark, value));
      }
      // Cards don't say whose OneDrive it is by its own words, nor which meetings were cancelled.
      const unsaid = ['QdDriveOwner', 'QdMeeting0'];
      assert.deepEqual(
        [...seen].filter(([mark, count]) => count === 0 && !unsaid.some((each) => mark.startsWith(each))),
        [],
        'every name was somewhere to be seen',
      );
      await assertSilent(marks, odd);
    });
  }

  async function arrive(person: SandboxPerson, displayName: string): Promise<Client> {
    const { farewell, teams } = scene.world;
    const tenantId = String(scene.world.tenant.state.organization['id']);
    const client = new Client({ botUrl: farewell.url, teams, person: { ...person, displayName }, tenantId });
    await client.arrive();
    return client;
  }

  /** Where there are two of something, the second can't be changed. */
  function refuseSome({ devices, memberOf, reports, meetings }: OddThings): void {
    const paths = [
      `^/devices/${devices[1] ?? ''}`,
      `^/groups/${memberOf[1] ?? ''}/members`,
      `^/users/${reports[1] ?? ''}/manager`,
      `/events/${meetings[1] ?? ''}/cancel`,
    ];
    for (const path of paths) {
      for (const method of ['PATCH', 'DELETE', 'PUT', 'POST']) {
        scene.world.tenant.fault({ method, path, times: -1, answer: { status: 403 } });
      }
    }
  }

  async function receiptOf(client: Client, requestId: string): Promise<CardJson> {
    return client.seeCard('the receipt', (card) => isReceipt(card) && requestIdOf(card) === requestId);
  }

  async function assertSilent(marks: ReadonlyMap<string, string>, odd: string): Promise<void> {
    const words = [...marks.keys(), JSON.stringify(odd).slice(1, -1)].filter((word) => word.length > 4);
    for (const word of words) {
      const line = scene.world.logged.find((each) => each.includes(word));
      assert.equal(line, undefined, `the log holds ${word}`);
    }
    const rows = await auditRows(scene.database);
    const audit = JSON.stringify(rows);
    for (const mark of marks.keys()) assert.ok(!audit.includes(mark), `the audit holds ${mark}`);
  }
});

/** What people type, and what they are called where the activity names them. */
function typedWith(odd: string, index: number) {
  const marks = new Map<string, string>();
  const mark = (field: string, text: string): string => {
    const value = `Qd${field}${index}! ${text}`.slice(0, 256).toWellFormed();
    marks.set(`Qd${field}${index}!`, value);
    return value;
  };
  return {
    marks,
    names: { manager: mark('ManagerName', odd), approver: mark('ApproverName', odd) },
    reason: mark('Reason', `${odd} because`),
    comment: mark('Comment', `${odd} fine`),
    reply: mark('Reply', `${odd} <b>gone</b> & "away"`),
  };
}

type Things = Readonly<Record<string, unknown>>;

/** What of the tenant differs, by kind and id. */
function changed(before: TenantState, now: TenantState): string[] {
  const [was, is] = [before, now] as unknown as Readonly<Record<string, Things>>[];
  return Object.keys({ ...was, ...is })
    .flatMap((kind) => {
      const [one, other] = [was?.[kind] ?? {}, is?.[kind] ?? {}];
      const ids = Object.keys({ ...one, ...other });
      return ids
        .filter((id) => JSON.stringify(sorted(one[id])) !== JSON.stringify(sorted(other[id])))
        .map((id) => `${kind}/${id}`);
    })
    .sort();
}

/** The order of ids, and whether there is an empty list or none, makes no difference. */
function sorted(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.length === 0
    ? undefined
    : value.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

/** The leaver and what is theirs, and nobody else. */
function changedBy(things: OddThings): string[] {
  const { id, devices, owned, memberOf, reports, driveId } = things;
  return [
    `devices/${devices[0] ?? ''}`,
    `drivePermissions/${driveId}`,
    `events/${id}`,
    `mailboxes/${id}`,
    `managers/${reports[0] ?? ''}`,
    `members/${memberOf[0] ?? ''}`,
    `messageRules/${id}`,
    `owners/${owned[0] ?? ''}`,
    `users/${id}`,
  ].sort();
}

function assertLeft(receipt: CardJson, { marks }: OddThings): void {
  const steps = { 'disable-devices': 'Device1', 'leave-groups': 'Group1', 'reassign-reports': 'Report1' };
  for (const [step, field] of Object.entries({ ...steps, 'cancel-meetings': 'Meeting1' })) {
    const text = textAt(receipt, `outcome-${step}`);
    assert.ok(text.includes([...marks.keys()].find((mark) => mark.startsWith(`Qd${field}`)) ?? '?'), text);
  }
}

/** The reply shows what was typed, and is nothing but text and line ends. */
function assertReply({ mailboxes }: TenantState, { id }: OddThings, typed: string): void {
  const { internalReplyMessage: html } = mailboxes[id]?.automaticRepliesSetting ?? {};
  const inside = /^<p>(?<inside>[^]*)<\/p>$/u.exec(String(html))?.groups?.['inside'] ?? assert.fail(String(html));
  const text = inside.replaceAll('<br>', '\n');
  assert.doesNotMatch(text, /[<>]|&(?!(?:amp|lt|gt);)/u);
  const shown = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  assert.equal(shown, typed.replaceAll('\r\n', '\n'));
}

/** Each line, read as PowerShell reads it, names the leaver, their groups, their computer and who takes over. */
function assertCommands(receipt: CardJson, things: OddThings, { users, devices }: TenantState): void {
  const runs = every(receipt).filter(({ fontType }) => fontType === 'Monospace');
  const lines = runs.map(({ text }) => String(text));
  assert.ok(lines.length >= 5, lines.join('\n'));
  const computer = devices[things.hybridDevice]?.displayName ?? '';
  const named = [
    users[things.id]?.userPrincipalName ?? '',
    things.mailGroup,
    things.ownedMailGroup,
    things.successor.mail,
    `Name -eq '${computer.replaceAll("'", "''")}'`,
  ];
  for (const line of lines) for (const literal of readLiterals(line)) assert.ok(named.includes(literal), literal);
}
