import type { Answer, GraphRequest } from './call.ts';
import { addBigPerson } from './bigPerson.ts';
import { badRequest, failureOf } from './errors.ts';
import { asFaultRule } from './faults.ts';
import type { Bag } from './state.ts';
import type { Tenant } from './tenant.ts';

/** `/sandbox/…`: what a process outside steers the tenant with; no part of Graph. */
export function answerControl(tenant: Tenant, request: GraphRequest): Answer {
  const handle = control[`${request.method} ${request.path}`];
  if (handle === undefined) throw failureOf(404);
  return handle(tenant, request);
}

const control: Readonly<Record<string, (tenant: Tenant, request: GraphRequest) => Answer>> = {
  'GET /calls': (tenant) => ({ status: 200, body: tenant.calls }),
  'POST /faults': (tenant, request) => {
    const rules = [request.body].flat().map(asFaultRule);
    for (const rule of rules) tenant.faults.add(rule);
    return { status: 204 };
  },
  'DELETE /faults': (tenant) => {
    tenant.faults.clear();
    return { status: 204 };
  },
  'POST /permissions/withheld': (tenant, request) => {
    withhold(tenant, [request.body].flat().map(String));
    return { status: 204 };
  },
  'DELETE /permissions/withheld': (tenant) => {
    grantAll(tenant);
    return { status: 204 };
  },
  'POST /bigPerson': (tenant, { body }) => {
    const { managerId } = (body ?? {}) as Bag;
    if (typeof managerId !== 'string') throw badRequest('A big person needs the id of a manager.');
    const person = addBigPerson(tenant.state, managerId, tenant.now());
    tenant.save();
    return { status: 200, body: person };
  },
};

/** Takes these application permissions away; a consent is no part of what lags. */
export function withhold(tenant: Tenant, permissions: readonly string[]): void {
  const all = [...tenant.state.withheldPermissions, ...permissions];
  tenant.state.withheldPermissions = [...new Set(all)];
  tenant.save();
}

/** Gives all application permissions back. */
export function grantAll(tenant: Tenant): void {
  tenant.state.withheldPermissions = [];
  tenant.save();
}
