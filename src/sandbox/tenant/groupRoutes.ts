import { noContent, type Answer, type Call } from './call.ts';
import * as directory from './directory.ts';
import { deleteUser } from './deletionEffects.ts';
import { resourceNotFound } from './errors.ts';
import { addLink, removeLink, type Link } from './groupEffects.ts';
import { answerList, answerOne } from './listing.ts';
import { param, referenceOf } from './params.ts';
import { read, write, type Handle, type Route } from './router.ts';
import type { Entity, Group, TenantState } from './state.ts';

export const groupRoutes: readonly Route[] = [
  read('GET', '/groups', listGroups),
  read('GET', '/groups/:group', (call) => answerOne(call, asGroup(groupOf(call)))),
  read('GET', '/groups/:group/members', related('members', directory.membersOf)),
  read('GET', '/groups/:group/transitiveMembers', related('transitiveMembers', directory.transitiveMembersOf)),
  read('GET', '/groups/:group/owners', related('owners', directory.ownersOf)),
  write('POST', '/groups/:group/members/$ref', addTo('members')),
  write('POST', '/groups/:group/owners/$ref', addTo('owners')),
  write('DELETE', '/groups/:group/members/:id/$ref', removeFrom('members')),
  write('DELETE', '/groups/:group/owners/:id/$ref', removeFrom('owners')),
  write('DELETE', '/groups/:group/members/:user', deleteMember),
];

function groupOf(call: Call): Group {
  return directory.findGroup(call.state, param(call, 'group'));
}

function asGroup(bag: Group): Entity {
  return { kind: 'group', bag };
}

function listGroups(call: Call): Answer {
  return answerList(call, Object.values(call.state.groups).map(asGroup), { path: '/groups', kind: 'group' });
}

function related(name: string, find: (state: TenantState, groupId: string) => Entity[]): Handle {
  return (call) => {
    const { id } = groupOf(call);
    return answerList(call, find(call.state, id), { path: `/groups/${id}/${name}` });
  };
}

function addTo(link: Link): Handle {
  return (call) => {
    const group = groupOf(call);
    const id = referenceOf(call);
    if (directory.entityOf(call.state, id) === undefined) throw resourceNotFound(id);
    addLink(call.state, { link, group, id });
    return noContent;
  };
}

function removeFrom(link: Link): Handle {
  return (call) => {
    removeLink(call.state, { link, group: groupOf(call), id: param(call, 'id').toLowerCase() });
    return noContent;
  };
}

/** Without `/$ref` Graph deletes the USER, not the membership (caution in learn.microsoft.com/graph/api/group-delete-members). */
function deleteMember(call: Call): Answer {
  const group = groupOf(call);
  const user = directory.findUser(call.state, param(call, 'user'));
  if (call.state.members[group.id]?.includes(user.id) !== true) throw resourceNotFound(user.id);
  deleteUser(call.state, user, call.now);
  return noContent;
}
