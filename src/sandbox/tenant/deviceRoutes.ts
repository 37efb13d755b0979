import { noContent, type Answer, type Call } from './call.ts';
import { findDevice, usersOfDevice } from './directory.ts';
import { updateDevice } from './effects.ts';
import { GraphFailure } from './errors.ts';
import { answerList, answerOne, answerPlain, answerPlainOne } from './listing.ts';
import { bodyOf, param } from './params.ts';
import { read, write, type Handle, type Route } from './router.ts';
import type { Device, ManagedDevice } from './state.ts';
import { userOf } from './userReads.ts';

/** The directory's devices, and Intune's, which are other objects for the same machines. */
export const deviceRoutes: readonly Route[] = [
  read('GET', '/devices/:id', (call) => answerOne(call, { kind: 'device', bag: deviceOf(call) })),
  write('PATCH', '/devices/:id', patchDevice),
  read('GET', '/devices/:id/registeredUsers', related('registeredUsers', 'registeredDevices')),
  read('GET', '/devices/:id/registeredOwners', related('registeredOwners', 'ownedDevices')),
  read('GET', '/deviceManagement/managedDevices', listManaged),
  read('GET', '/deviceManagement/managedDevices/:managed', getManaged),
  read('GET', '/users/:user/managedDevices', listOwnManaged),
];

function deviceOf(call: Call): Device {
  return findDevice(call.state, param(call, 'id'));
}

function patchDevice(call: Call): Answer {
  updateDevice(call.state, deviceOf(call), bodyOf(call));
  return noContent;
}

function related(name: string, links: 'registeredDevices' | 'ownedDevices'): Handle {
  return (call) => {
    const { id } = deviceOf(call);
    const users = usersOfDevice(call.state, call.state[links], id);
    return answerList(call, users, { path: `/devices/${id}/${name}` });
  };
}

function listManaged(call: Call): Answer {
  return answerPlain(call, '/deviceManagement/managedDevices', managedDevices(call));
}

function getManaged(call: Call): Answer {
  const found = managedDevices(call).find(({ id }) => id === param(call, 'managed'));
  if (found === undefined) throw new GraphFailure(404, 'ResourceNotFound', 'Resource not found.');
  return answerPlainOne(call, 'deviceManagement/managedDevices', found);
}

function listOwnManaged(call: Call): Answer {
  const { id } = userOf(call);
  const own = managedDevices(call).filter(({ userId }) => userId === id);
  return answerPlain(call, `/users/${id}/managedDevices`, own);
}

/** Throws Intune's 400 where the tenant has none (graph.md §4). */
function managedDevices({ state }: Call): ManagedDevice[] {
  if (state.hasIntune) return Object.values(state.managedDevices);
  throw new GraphFailure(400, 'BadRequest', 'Request not applicable to target tenant.');
}
