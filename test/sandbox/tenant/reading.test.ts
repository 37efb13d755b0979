import assert from 'node:assert/strict';

import { Client } from '@microsoft/microsoft-graph-client';
import { describe, it } from 'mocha';

import { sandboxGroups, sandboxPeople as people, sandboxSkus } from '../../../src/sandbox/people.ts';
import { ask, eventual, withTenant } from './ask.ts';

const names = (body: { value: { displayName: string }[] }) => body.value.map((item) => item.displayName);
const ids = (body: { value: { id: string }[] }) => body.value.map((item) => item.id);
const encoded = encodeURIComponent;

describe('reading the sandbox tenant', () => {
  it(
    'gives the default properties of a user, and with $select those alone',
    withTenant(async (tenant) => {
      const whole = await ask(tenant, `GET /users/${people.leaver.id}`);
      assert.equal(whole.body.displayName, 'Alex Wilber');
      assert.equal('accountEnabled' in whole.body, false);
      const some = await ask(
        tenant,
        `GET /users/${people.leaver.mail}?$select=id,accountEnabled,employeeLeaveDateTime`,
      );
      const { '@odata.context': context, ...rest } = some.body;
      assert.match(context, /\$metadata#users/);
      assert.deepEqual(rest, { id: people.leaver.id, accountEnabled: true, employeeLeaveDateTime: null });
      const stray = await ask(tenant, `GET /users/${people.leaver.id}?$select=accountEnabeld`);
      assert.equal(stray.status, 400);
    }),
  );

  it(
    "answers what it does not know in Graph's words, and echoes the caller's id",
    withTenant(async (tenant) => {
      const gone = await ask(tenant, 'GET /users/11111111-1111-4111-8111-111111111111', {
        headers: { 'client-request-id': 'mine' },
      });
      assert.equal(gone.status, 404);
      assert.equal(gone.body.error.code, 'Request_ResourceNotFound');
      assert.match(gone.body.error.message, /^Resource '11111111-.*' does not exist or one of its queried/);
      assert.equal(gone.headers.get('client-request-id'), 'mine');
      assert.equal(gone.body.error.innerError['client-request-id'], 'mine');
      assert.equal(gone.body.error.innerError['request-id'], gone.headers.get('request-id'));
      const lost = await ask(tenant, `GET /users/${people.leaver.id}/transitiveReports`);
      assert.equal(lost.status, 400);
      assert.equal(lost.body.error.message, "Resource not found for the segment 'transitiveReports'.");
      assert.equal((await ask(tenant, 'DELETE /users')).status, 405);
    }),
  );

  it(
    'finds people by words of their name, and only when told to be eventually consistent',
    withTenant(async (tenant) => {
      const path = `GET /users?$search=${encoded('"displayName:vries daan" OR "mail:daan"')}&$count=true&$select=id,displayName,jobTitle`;
      const refused = await ask(tenant, path);
      assert.equal(refused.body.error.code, 'Request_UnsupportedQuery');
      const found = await ask(tenant, path, { headers: eventual });
      assert.deepEqual(names(found.body), ['Daan de Vries', 'Daan de Vries']);
      assert.equal(found.body['@odata.count'], 2);
    }),
  );

  it(
    'finds by exact address and by name with an apostrophe',
    withTenant(async (tenant) => {
      const filter = `mail eq '${people.leaver.mail}' or proxyAddresses/any(p:p eq 'smtp:${people.accented.mail}')`;
      const both = await ask(tenant, `GET /users?$filter=${encoded(filter)}`);
      assert.deepEqual(ids(both.body).sort(), [people.leaver.id, people.accented.id].sort());
      const quoted = await ask(tenant, `GET /users?$filter=${encoded("displayName eq 'Zoë D''Angelo-Müller'")}`);
      assert.deepEqual(ids(quoted.body), [people.accented.id]);
      const advanced = `GET /users?$filter=${encoded("endsWith(mail,'.example')")}&$count=true`;
      assert.equal((await ask(tenant, advanced)).status, 400);
      assert.equal((await ask(tenant, advanced, { headers: eventual })).status, 200);
    }),
  );

  it(
    'pages through everybody without losing or doubling one',
    withTenant(async (tenant) => {
      const seen: string[] = [];
      for (let path: string | undefined = '/users?$top=10&$select=id'; path !== undefined;) {
        const { body } = await ask(tenant, `GET ${path}`);
        seen.push(...ids(body));
        path = body['@odata.nextLink']?.replace(`${tenant.url}/v1.0`, '');
      }
      assert.deepEqual(seen.sort(), Object.keys(tenant.state.users).sort());
      assert.equal((await ask(tenant, 'GET /users?$top=1000')).status, 400);
    }),
  );

  it(
    'shows the manager chain up to the top, where no manager is named',
    withTenant(async (tenant) => {
      const path = `GET /users/${people.leaver.id}?$expand=manager($levels=max;$select=id,displayName)&$count=true&$select=id`;
      assert.equal((await ask(tenant, path)).body.error.code, 'Request_UnsupportedQuery');
      const { body } = await ask(tenant, path, { headers: eventual });
      assert.equal(body.manager.id, people.manager.id);
      assert.equal(body.manager.manager.id, people.director.id);
      assert.equal(body.manager.manager.manager.id, people.ceo.id);
      assert.equal('manager' in body.manager.manager.manager, false);
      const top = await ask(tenant, `GET /users/${people.ceo.id}/manager`);
      assert.match(top.body.error.message, /^Resource 'manager' does not exist/);
      const above = await ask(tenant, `GET /users/${people.leaver.id}/manager?$select=id`);
      assert.equal(above.body.id, people.manager.id);
    }),
  );

  it(
    'tells memberships, direct and nested, and the casts that need an advanced query',
    withTenant(async (tenant) => {
      const id = people.secondApprover.id;
      assert.deepEqual(
        ids((await ask(tenant, `GET /users/${id}/memberOf?$select=id`)).body).includes(sandboxGroups.approvers),
        false,
      );
      const all = await ask(tenant, `GET /users/${id}/transitiveMemberOf?$select=id`);
      assert.ok(ids(all.body).includes(sandboxGroups.approvers));
      const cast = `GET /users/${people.admin.id}/transitiveMemberOf/microsoft.graph.directoryRole?$count=true`;
      assert.equal((await ask(tenant, cast)).status, 400);
      assert.deepEqual(names((await ask(tenant, cast, { headers: eventual })).body), ['User Administrator']);
      const check = await ask(tenant, `POST /users/${id}/checkMemberObjects`, {
        body: { ids: [sandboxGroups.approvers, sandboxGroups.hr] },
      });
      assert.deepEqual(check.body.value, [sandboxGroups.approvers]);
      const groups = await ask(tenant, `POST /users/${people.leaver.id}/getMemberGroups`, {
        body: { securityEnabledOnly: true },
      });
      assert.ok(!groups.body.value.includes(sandboxGroups.distribution));
    }),
  );

  it(
    'tells owners, devices, licences, mailbox, drive and roles',
    withTenant(async (tenant) => {
      const { leaver, shared, guest, noDrive, admin, eligible } = people;
      const owned = await ask(tenant, `GET /users/${leaver.id}/ownedObjects/microsoft.graph.group?$select=id`);
      assert.ok(ids(owned.body).includes(sandboxGroups.lastOwner));
      assert.deepEqual(ids((await ask(tenant, `GET /groups/${sandboxGroups.lastOwner}/owners`)).body), [leaver.id]);
      assert.equal((await ask(tenant, `GET /users/${leaver.id}/registeredDevices`)).body.value.length, 2);
      const licences = await ask(tenant, `GET /users/${leaver.id}/licenseDetails?$select=skuPartNumber`);
      assert.deepEqual(licences.body.value, [{ skuPartNumber: 'SPE_E3' }]);
      assert.equal((await ask(tenant, `GET /users/${shared.id}/mailboxSettings`)).body.userPurpose, 'shared');
      assert.equal(
        (await ask(tenant, `GET /users/${guest.id}/mailboxSettings`)).body.error.code,
        'MailboxNotEnabledForRESTAPI',
      );
      assert.equal((await ask(tenant, `GET /users/${noDrive.id}/drive`)).body.error.code, 'ResourceNotFound');
      const roles = (name: string, id: string) =>
        ask(
          tenant,
          `GET /roleManagement/directory/${name}?$filter=${encoded(`principalId eq '${id}'`)}&$expand=roleDefinition`,
        );
      assert.equal(
        (await roles('roleAssignments', admin.id)).body.value[0].roleDefinition.displayName,
        'User Administrator',
      );
      assert.equal((await roles('roleAssignments', leaver.id)).body.value.length, 0);
      assert.equal((await roles('roleEligibilityScheduleInstances', eligible.id)).body.value.length, 1);
      tenant.state.hasEntraP2 = false;
      const unlicensed = await roles('roleEligibilityScheduleInstances', eligible.id);
      assert.deepEqual([unlicensed.status, unlicensed.body.error.code], [400, 'AadPremiumLicenseRequired']);
      assert.equal((await roles('roleAssignments', admin.id)).status, 200);
    }),
  );

  it(
    'gives what it has of a list of ids, of the kinds asked for, and is silent on the rest',
    withTenant(async (tenant) => {
      const { leaver } = people;
      const wanted = { ids: [leaver.id, sandboxGroups.brand, '11111111-1111-4111-8111-111111111111'] };
      const find = (body: object) => ask(tenant, 'POST /directoryObjects/getByIds', { body });
      assert.deepEqual(ids((await find(wanted)).body), [leaver.id, sandboxGroups.brand]);
      assert.deepEqual(ids((await find({ ...wanted, types: ['group'] })).body), [sandboxGroups.brand]);
      assert.equal((await find({ ids: Array.from({ length: 1001 }, () => leaver.id) })).status, 400);
      assert.equal((await find({})).status, 400);
    }),
  );

  it(
    'answers through the very client that speaks to Microsoft',
    withTenant(async (tenant) => {
      const client = Client.init({ baseUrl: `${tenant.url}/`, authProvider: (done) => done(null, 'token') });
      const found = await client
        .api('/users')
        .header('ConsistencyLevel', 'eventual')
        .search(encoded('"displayName:daan"'))
        .count(true)
        .get();
      assert.equal(found.value.length, 2);
      const skus = await client.api('/subscribedSkus').get();
      const e3 = skus.value.find((sku: { skuId: string }) => sku.skuId === sandboxSkus.e3);
      const holders = Object.values(tenant.state.users).filter((user) =>
        user.assignedLicenses.some((each) => each.skuId === sandboxSkus.e3),
      );
      assert.equal(e3.consumedUnits, holders.length);
      await assert.rejects(client.api('/users/none').get(), { statusCode: 404, code: 'Request_ResourceNotFound' });
    }),
  );
});
