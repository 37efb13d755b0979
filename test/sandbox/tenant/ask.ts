import { startTenant, type RunningTenant, type TenantOptions } from '../../../src/sandbox/tenant/server.ts';

export const eventual = { ConsistencyLevel: 'eventual' };

export interface Question {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** Sends one call to a tenant as any HTTP client would; the body comes parsed, or undefined where there is none. */
export async function ask(tenant: RunningTenant, call: string, { headers = {}, body }: Question = {}) {
  const [method = 'GET', path = ''] = call.split(/ (.*)/);
  const response = await fetch(`${tenant.url}/v1.0${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : undefined };
}

/** Runs a test against a tenant of its own and closes that whatever happens. */
export function withTenant(test: (tenant: RunningTenant) => Promise<void>, options: TenantOptions = {}) {
  return async () => {
    const tenant = await startTenant(options);
    try {
      await test(tenant);
    } finally {
      await tenant.close();
    }
  };
}
