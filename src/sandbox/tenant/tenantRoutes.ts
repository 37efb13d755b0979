import type { Answer, Call } from './call.ts';
import { consumedUnits, entityOf } from './directory.ts';
import { badRequest, GraphFailure } from './errors.ts';
import { answerList, answerPlain, narrowed } from './listing.ts';
import { bodyWith } from './params.ts';
import { read, type Route } from './router.ts';
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
  read('POST', '/directoryObjects/getByIds', getByIds),
  read('GET', '/roleManagement/directory/roleAssignments', listAssignments),
  read('GET', '/roleManagement/directory/roleEligibilityScheduleInstances', listEligibilities),
];

/** Answers those that are there, of the kinds asked for, and says nothing of the others. Throws 400. */
function getByIds(call: Call): Answer {
  const { ids, types } = bodyWith(call, 'ids', 'types');
  if (!Array.isArray(ids)) throw badRequest("Required parameter 'ids' is missing or not a collection.");
  if (ids.length > 1000) throw badRequest('The number of ids exceeds the maximum of 1000.');
  const wanted = Array.isArray(types) ? types : undefined;
  const found = ids
    .map((id) => entityOf(call.state, String(id).toLowerCase()))
    .filter((entity) => entity !== undefined)
    .filter((entity) => wanted?.includes(entity.kind) ?? true);
  return answerList(call, found, { path: '/directoryObjects/getByIds' });
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

/** Roles that somebody may activate are known with Entra ID P2 only (graph.md §3). Throws 400 without it. */
function listEligibilities(call: Call): Answer {
  if (!call.state.hasEntraP2) {
    throw new GraphFailure(
      400,
      'AadPremiumLicenseRequired',
      'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
    );
  }
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
  const expand = call.query.expand.find(({ name }) => name === 'roleDefinition');
  if (expand === undefined) return { ...grant };
  const role = Object.values(call.state.roles).find((each) => each.roleTemplateId === grant.roleDefinitionId);
  const roleDefinition: Bag = {
    id: grant.roleDefinitionId,
    displayName: role?.displayName ?? null,
    description: role?.description ?? null,
    isBuiltIn: true,
    isEnabled: true,
    templateId: grant.roleDefinitionId,
  };
  return { ...grant, roleDefinition: narrowed(roleDefinition, expand.select) };
}
