import type { Call } from './call.ts';
import { badRequest, GraphFailure } from './errors.ts';
import type { Bag } from './state.ts';

/** The path's value of this name; routes name what they take, so it is always there. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}

/** The body as an object. Throws Graph's 400 for anything else. */
export function bodyOf(call: Call): Bag {
  const { body } = call;
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Bag;
  throw new GraphFailure(
    400,
    'BadRequest',
    'Write requests (excluding DELETE) must contain the Content-Type header declaration.',
  );
}

/** A body with these keys only. Throws Graph's 400 for others. */
export function bodyWith(call: Call, ...names: string[]): Bag {
  const body = bodyOf(call);
  const other = Object.keys(body).find((name) => !names.includes(name));
  if (other !== undefined)
    throw badRequest(`The parameter '${other}' in the request payload is not a valid parameter for the operation.`);
  return body;
}

/** Actions without parameters take no body; `{}` is what SDKs send for none. */
export function requireNoBody(call: Call): void {
  if (call.body !== undefined) bodyWith(call);
}

/** The object id that `{"@odata.id": ".../users/{id}"}` points to; its address must be of this very cloud (graph.md §17). */
export function referenceOf(call: Call): string {
  const body = bodyWith(call, '@odata.id');
  const id = referencedId(body, call.base);
  if (id === undefined) throw badRequest("Invalid value specified for property '@odata.id'.");
  return id;
}

/** The id that a body refers to, where it is such a body. */
export function referencedId(body: unknown, base: string): string | undefined {
  const { '@odata.id': url } = (body ?? {}) as Bag;
  if (typeof url !== 'string' || !url.startsWith(`${base}/`)) return undefined;
  const id = /^\/(?:users|groups|directoryObjects)\/([^/?]+)$/.exec(url.slice(base.length))?.[1];
  return id === undefined ? undefined : decodeURIComponent(id).toLowerCase();
}
