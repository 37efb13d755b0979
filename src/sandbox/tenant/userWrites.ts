import { noContent, type Answer, type Call } from './call.ts';
import { deleteUser, restoreUser } from './deletionEffects.ts';
import { findDeletedUser, findUser } from './directory.ts';
import { revokeSessions, setManager, updateUser } from './effects.ts';
import { answerDirectoryObject, answerList } from './listing.ts';
import { bodyOf, param, referenceOf, requireNoBody } from './params.ts';
import { read, write, type Route } from './router.ts';
import { userOf } from './userReads.ts';

export const userWrites: readonly Route[] = [
  write('PATCH', '/users/:user', patchUser),
  write('DELETE', '/users/:user', removeUser),
  write('POST', '/users/:user/revokeSignInSessions', revoke),
  write('PUT', '/users/:user/manager/$ref', putManager),
  write('DELETE', '/users/:user/manager/$ref', removeManager),
  read('GET', '/directory/deletedItems/microsoft.graph.user', listDeleted),
  read('GET', '/directory/deletedItems/:id', getDeleted),
  write('POST', '/directory/deletedItems/:id/restore', restore),
];

function patchUser(call: Call): Answer {
  const user = userOf(call);
  updateUser(call.state, user, bodyOf(call));
  return noContent;
}

function removeUser(call: Call): Answer {
  deleteUser(call.state, userOf(call), call.now);
  return noContent;
}

function revoke(call: Call): Answer {
  const user = userOf(call);
  requireNoBody(call);
  revokeSessions(user, call.now);
  return { status: 200, body: { '@odata.context': `${call.base}/$metadata#Edm.Boolean`, value: true } };
}

function putManager(call: Call): Answer {
  const user = userOf(call);
  setManager(call.state, user, findUser(call.state, referenceOf(call)).id);
  return noContent;
}

function removeManager(call: Call): Answer {
  setManager(call.state, userOf(call), undefined);
  return noContent;
}

function listDeleted(call: Call): Answer {
  const found = Object.values(call.state.deletedUsers).map((bag) => ({ kind: 'user' as const, bag }));
  return answerList(call, found, { path: '/directory/deletedItems/microsoft.graph.user', kind: 'user' });
}

function getDeleted(call: Call): Answer {
  return answerDirectoryObject(call, { kind: 'user', bag: findDeletedUser(call.state, param(call, 'id')) }, [
    'deletedDateTime',
  ]);
}

function restore(call: Call): Answer {
  const deleted = findDeletedUser(call.state, param(call, 'id'));
  requireNoBody(call);
  return answerDirectoryObject(call, { kind: 'user', bag: restoreUser(call.state, deleted) }, ['deletedDateTime']);
}
