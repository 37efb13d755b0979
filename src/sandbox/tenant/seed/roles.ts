import type { RoleGrant, TenantState } from '../state.ts';
import { guid } from './guid.ts';
import { storesSouth } from './units.ts';

const userAdministrator = 'fe930be7-5e62-47db-91af-98c3a49a38b1';

/** Role template ids are Microsoft's own (learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference). */
const roleRows = [
  {
    name: 'Global Administrator',
    template: '62e90394-69f5-4237-9190-012177145e10',
    active: ['globalAdmin', 'breakGlass'],
    eligible: [],
  },
  { name: 'User Administrator', template: userAdministrator, active: ['admin'], eligible: [] },
  {
    name: 'Helpdesk Administrator',
    template: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
    active: ['group/roleAssignable'],
    eligible: [],
  },
  { name: 'Global Reader', template: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451', active: [], eligible: ['eligible'] },
] as const;

export function roleState(): Pick<TenantState, 'roles' | 'roleAssignments' | 'roleEligibilities'> {
  const grant = (kind: string, template: string, key: string): RoleGrant => ({
    id: guid(`${kind}/${template}/${key}`),
    principalId: guid(key),
    roleDefinitionId: template,
    directoryScopeId: '/',
  });
  const inUnit = {
    ...grant('unit', userAdministrator, 'unitAdmin'),
    directoryScopeId: `/administrativeUnits/${storesSouth}`,
  };
  const roles = roleRows.map(({ name, template }) => ({
    id: guid(`role/${name}`),
    displayName: name,
    description: name,
    roleTemplateId: template,
  }));
  return {
    roles: Object.fromEntries(roles.map((role) => [role.id, role])),
    roleAssignments: [
      ...roleRows.flatMap((row) => row.active.map((key) => grant('active', row.template, key))),
      inUnit,
    ],
    roleEligibilities: roleRows.flatMap((row) => row.eligible.map((key) => grant('eligible', row.template, key))),
  };
}
