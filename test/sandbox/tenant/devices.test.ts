import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxPeople as people } from '../../../src/sandbox/people.ts';
import type { RunningTenant } from '../../../src/sandbox/tenant/server.ts';
import { ask, withTenant } from './ask.ts';

const { regional, storeLead, storeSynced } = people;
const names = (body: { value: { displayName: string }[] }) => body.value.map(({ displayName }) => displayName);

function idOf({ state }: RunningTenant, name: string): string {
  return Object.values(state.devices).find(({ displayName }) => displayName === name)?.id ?? '';
}

describe('devices of the sandbox tenant', () => {
  it(
    'tell whose they are, how they are joined, and who else uses them',
    withTenant(async (tenant) => {
      const own = await ask(
        tenant,
        `GET /users/${regional.id}/registeredDevices?$select=id,displayName,trustType,operatingSystem,accountEnabled`,
      );
      const joined = own.body.value.map((device: { displayName: string; trustType: string }) => [
        device.displayName,
        device.trustType,
      ]);
      assert.deepEqual(joined, [
        ['NL-RT-0101', 'AzureAd'],
        ['NL-RT-0088', 'ServerAd'],
        ['Galaxy of Farah', 'Workplace'],
        ['NL-KIOSK-01', 'AzureAd'],
      ]);
      const users = await ask(tenant, `GET /devices/${idOf(tenant, 'NL-KIOSK-01')}/registeredUsers`);
      assert.deepEqual(
        names(users.body),
        [regional, storeLead, storeSynced].map(({ displayName }) => displayName),
      );
      const owners = await ask(tenant, `GET /devices/${idOf(tenant, 'NL-KIOSK-01')}/registeredOwners`);
      assert.deepEqual(names(owners.body), [regional.displayName]);
      const shared = await ask(tenant, `GET /users/${storeLead.id}/ownedDevices`);
      assert.deepEqual(shared.body.value, []);
    }),
  );

  it(
    'are not to be changed where a privileged person uses them, or by their other id',
    withTenant(async (tenant) => {
      const id = idOf(tenant, 'NL-RT-0101');
      const body = { accountEnabled: false };
      const { deviceId } = tenant.state.devices[id]!;
      assert.equal((await ask(tenant, `PATCH /devices/${deviceId}`, { body })).status, 404);
      tenant.state.registeredDevices[people.admin.id] = [id];
      const refused = await ask(tenant, `PATCH /devices/${id}`, { body });
      assert.deepEqual([refused.status, refused.body.error.code], [403, 'Authorization_RequestDenied']);
    }),
  );

  it(
    'are still shown as enabled for some reads of their users’ lists, when told to lag',
    withTenant(async (tenant) => {
      tenant.state.lagReads = 1;
      const id = idOf(tenant, 'NL-RT-0101');
      await ask(tenant, `PATCH /devices/${id}`, { body: { accountEnabled: false } });
      const enabled = async () => {
        const { body } = await ask(tenant, `GET /users/${regional.id}/registeredDevices`);
        return body.value.find((device: { id: string }) => device.id === id).accountEnabled;
      };
      assert.deepEqual([await enabled(), await enabled()], [true, false]);
    }),
  );

  it(
    'are other objects in Intune, which not every tenant has',
    withTenant(async (tenant) => {
      const path = `GET /deviceManagement/managedDevices?$filter=userId eq '${regional.id}'`;
      const found = await ask(tenant, path);
      const managed = found.body.value.map(({ deviceName }: { deviceName: string }) => deviceName);
      assert.deepEqual(managed, ['NL-RT-0101', 'NL-RT-0088', 'NL-KIOSK-01']);
      const own = await ask(tenant, `GET /users/${regional.id}/managedDevices`);
      assert.deepEqual(own.body.value, found.body.value);
      assert.equal((await ask(tenant, 'GET /deviceManagement/managedDevices/stale')).status, 404);
      tenant.state.hasIntune = false;
      const none = await ask(tenant, path);
      assert.deepEqual(
        [none.status, none.body.error.code, none.body.error.message],
        [400, 'BadRequest', 'Request not applicable to target tenant.'],
      );
    }),
  );
});
