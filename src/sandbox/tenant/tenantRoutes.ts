import { noContent, type Answer, type Call } from './call.ts';
import { consumedUnits, findDevice } from './directory.ts';
import { updateDevice } from './effects.ts';
import { answerOne, answerPlain } from './listing.ts';
import { bodyOf, param } from './params.ts';
import { read, write, type Route } from './router.ts';
import type { Bag, RoleGrant, Sku } from './state.ts';

export const tenantRoutes: readonly Route[] = [
  read('GET', '/organization', (call) => answerPlain(call, '/organization', [call.state.organization])),
  read('GET', '/subscribedSkus', (call) =>
    answerPlain(
      call,
      '/subscribedSkus',
      call.state.skus.map((sku) => subscribedSku(call, sku)),
    ),
  ),
  read('GET', '/devices/:id', (call) =>
    answerOne(call, { kind: 'device', bag: findDevice(call.state, param(call, 'id')) }),
  ),
  write('PATCH', '/devices/:id', patchDevice),
  read('GET', '/roleManagement/directory/roleAssignments', listAssignments),
  read('GET', '/roleManagement/directory/roleEligibilityScheduleInstances', listEligibilities),
];

function patchDevice(call: Call): Answer {
  updateDevice(findDevice(call.state, param(call, 'id')), bodyOf(call));
  return noContent;
}

function subscribedSku(call: Call, sku: Sku): Bag {
  const { tenantId } = call.state;
  return {
    id: `${tenantId}_${sku.skuId}`,
    accountId: tenantId,
    accountName: 'contoso',
    appliesTo: 'User',
    capabilityStatus: 'Enabled',
    consumedUnits: consumedUnits(call.state, sku),
    skuId: sku.skuId,
    skuPartNumber: sku.skuPartNumber,
    prepaidUnits: { enabled: sku.enabled, suspended: 0, warning: 0, lockedOut: 0 },
    servicePlans: sku.servicePlans,
    subscriptionIds: [],
  };
}

function listAssignments(call: Call): Answer {
  return answerPlain(
    call,
    '/roleManagement/directory/roleAssignments',
    call.state.roleAssignments.map((grant) => withDefinition(call, grant)),
  );
}

function listEligibilities(call: Call): Answer {
  const instances = call.state.roleEligibilities.map((grant) => ({
    ...withDefinition(call, grant),
    memberType: 'Direct',
    roleEligibilityScheduleId: grant.id,
    startDateTime: call.state.organization['createdDateTime'],
    endDateTime: null,
  }));
  return answerPlain(call, '/roleManagement/directory/roleEligibilityScheduleInstances', instances);
}

function withDefinition(call: Call, grant: RoleGrant): Bag {
  if (!call.query.expand.some((expand) => expand.name === 'roleDefinition')) return { ...grant };
  const role = Object.values(call.state.roles).find((each) => each.roleTemplateId === grant.roleDefinitionId);
  const roleDefinition = {
    id: grant.roleDefinitionId,
    displayName: role?.displayName ?? null,
    description: role?.description ?? null,
    isBuiltIn: true,
    isEnabled: true,
    templateId: grant.roleDefinitionId,
  };
  return { ...grant, roleDefinition };
}
