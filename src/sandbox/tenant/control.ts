import type { Answer, GraphRequest } from './call.ts';
import { failureOf } from './errors.ts';
import { asFaultRule } from './faults.ts';
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
};
