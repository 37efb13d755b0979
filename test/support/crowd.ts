import { sandboxPeople, type SandboxPerson } from '../../src/sandbox/people.ts';
import type { TenantState } from '../../src/sandbox/tenant/server.ts';

/** So many more people in this group of the tenant; nobody is above them. */
export function addMembers(state: TenantState, groupId: string, count: number): SandboxPerson[] {
  const people = addPeople(state, sandboxPeople.approver, count);
  state.members[groupId]?.push(...people.map(({ id }) => id));
  return people;
}

/** So many more people like the leaver, below the same manager. */
export function addReports(state: TenantState, count: number): SandboxPerson[] {
  const people = addPeople(state, sandboxPeople.leaver, count);
  for (const { id } of people) state.managers[id] = sandboxPeople.manager.id;
  return people;
}

function addPeople({ users }: TenantState, { id: likeId }: SandboxPerson, count: number): SandboxPerson[] {
  const like = users[likeId];
  if (like === undefined) throw new Error('whom they should be like is gone');
  return Array.from({ length: count }, (_, n) => {
    const person = { id: crypto.randomUUID(), displayName: `Person ${n}`, mail: `person.${n}@contoso.example` };
    users[person.id] = { ...like, ...person, userPrincipalName: person.mail, proxyAddresses: [] };
    return person;
  });
}
