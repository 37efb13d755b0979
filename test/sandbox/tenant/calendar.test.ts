import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxPeople as people } from '../../../src/sandbox/people.ts';
import type { RunningTenant, TenantState } from '../../../src/sandbox/tenant/server.ts';
import { ask, withTenant } from './ask.ts';

const now = () => new Date('2026-03-02T09:00:00Z');
const events = `/users/${people.leaver.id}/events`;
const ahead = `$filter=isOrganizer eq true and start/dateTime ge '2026-03-02T09:00:00Z'`;

const subjects = (body: { value: { subject: string }[] }) => body.value.map(({ subject }) => subject);
const idOf = (state: TenantState, subject: string, who = people.leaver.id) =>
  encodeURIComponent(state.events[who]?.find((event) => event.subject === subject)?.id ?? 'none');

function cancel(tenant: RunningTenant, subject: string) {
  return ask(tenant, `POST ${events}/${idOf(tenant.state, subject)}/cancel`, { body: { Comment: 'Alex has left.' } });
}

describe('calendars of the sandbox tenant', () => {
  it(
    'tell the meetings ahead that somebody organises; a series that began before is among the masters only',
    withTenant(
      async (tenant) => {
        const found = await ask(tenant, `GET ${events}?${ahead}&$select=id,subject,type,start`);
        assert.deepEqual(subjects(found.body).toSorted(), [
          'Campaign Phoenix kick-off',
          'Content review',
          'Focus time',
        ]);
        const masters = await ask(tenant, `GET ${events}?$filter=type eq 'seriesMaster' and isOrganizer eq true`);
        assert.deepEqual(subjects(masters.body), ['Content stand-up', 'Content review']);
        assert.equal(masters.body.value[0].recurrence.range.type, 'endDate');
      },
      { now },
    ),
  );

  it(
    'take series apart between two moments, and need both',
    withTenant(
      async (tenant) => {
        const view = `/users/${people.leaver.id}/calendarView`;
        const fortnight = 'startDateTime=2026-03-02T09:00:00Z&endDateTime=2026-03-16T09:00:00Z';
        const found = await ask(tenant, `GET ${view}?${fortnight}&$orderby=start/dateTime&$top=50`);
        assert.deepEqual(subjects(found.body), [
          'Content stand-up',
          'Focus time',
          'Marketing quarter plan',
          'Content stand-up',
          'Campaign Phoenix kick-off',
          'Content review',
        ]);
        const [occurrence] = found.body.value;
        assert.deepEqual([occurrence.type, occurrence.start.dateTime], ['occurrence', '2026-03-02T09:00:00.0000000']);
        assert.equal(encodeURIComponent(occurrence.seriesMasterId), idOf(tenant.state, 'Content stand-up'));
        assert.equal((await ask(tenant, `GET ${view}?startDateTime=2026-03-02T09:00:00Z`)).status, 400);
      },
      { now },
    ),
  );

  it(
    'come ten to a page, the next by $skip',
    withTenant(async (tenant) => {
      const [sample] = tenant.state.events[people.leaver.id] ?? [];
      tenant.state.events[people.leaver.id] = Array.from({ length: 23 }, (_, at) => ({ ...sample!, id: `e${at}` }));
      const first = await ask(tenant, `GET ${events}?$select=id`);
      assert.equal(first.body.value.length, 10);
      const link: string = first.body['@odata.nextLink'];
      assert.match(link, /\$skip=10/);
      const second = await ask(tenant, `GET ${link.slice(`${tenant.url}/v1.0`.length)}`);
      const third = await ask(
        tenant,
        `GET ${String(second.body['@odata.nextLink']).slice(`${tenant.url}/v1.0`.length)}`,
      );
      const ids = [first, second, third].flatMap(({ body }) => body.value.map(({ id }: { id: string }) => id));
      assert.equal(new Set(ids).size, 23);
      assert.equal(third.body['@odata.nextLink'], undefined);
    }),
  );

  it(
    'lose what is cancelled once, tell the participants, and answer 404 the second time',
    withTenant(
      async (tenant) => {
        const id = idOf(tenant.state, 'Content stand-up');
        const again = () => ask(tenant, `POST ${events}/${id}/cancel`, { body: { Comment: 'x' } });
        const first = await cancel(tenant, 'Content stand-up');
        assert.deepEqual([first.status, first.text], [202, '']);
        const copy = tenant.state.events[people.manager.id]?.find(({ subject }) => subject.includes('stand-up'));
        assert.deepEqual([copy?.subject, copy?.isCancelled], ['Canceled: Content stand-up', true]);
        const second = await again();
        assert.deepEqual([second.status, second.body.error.code], [404, 'ErrorItemNotFound']);
      },
      { now },
    ),
  );

  it(
    'let nobody cancel what others organise, or what has no participants: that is deleted',
    withTenant(async (tenant) => {
      const attended = await cancel(tenant, 'Marketing quarter plan');
      assert.equal(attended.status, 400);
      assert.match(attended.body.error.message, /You need to be an organizer to cancel a meeting\.$/);
      assert.equal((await cancel(tenant, 'Focus time')).status, 400);
      const alone = `${events}/${idOf(tenant.state, 'Focus time')}`;
      assert.deepEqual(
        [(await ask(tenant, `DELETE ${alone}`)).status, (await ask(tenant, `GET ${alone}`)).status],
        [204, 404],
      );
    }),
  );

  it(
    'refuse a comment that is spelt as the documentation spells it and the metadata does not',
    withTenant(async (tenant) => {
      const path = `${events}/${idOf(tenant.state, 'Content review')}`;
      assert.equal((await ask(tenant, `POST ${path}/cancel`, { body: { comment: 'x' } })).status, 400);
      assert.equal((await ask(tenant, `GET ${path}`)).status, 200);
    }),
  );

  it(
    'may still show a cancelled meeting for some reads, when told to lag',
    withTenant(
      async (tenant) => {
        tenant.state.lagReads = 1;
        await cancel(tenant, 'Content review');
        const count = async () => (await ask(tenant, `GET ${events}?${ahead}`)).body.value.length;
        assert.deepEqual([await count(), await count()], [3, 2]);
      },
      { now },
    ),
  );
});
