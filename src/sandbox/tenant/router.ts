import type { Answer, Call } from './call.ts';
import { GraphFailure, segmentNotFound } from './errors.ts';

export type Handle = (call: Call) => Answer;

export interface Route {
  readonly method: string;
  /** `/users/:user/manager`: a segment that starts with a colon takes any value. */
  readonly pattern: string;
  readonly segments: readonly string[];
  readonly handle: Handle;
  /** Changes the tenant: state is saved before the answer goes out. */
  readonly writes: boolean;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export function read(method: 'GET' | 'POST', pattern: string, handle: Handle): Route {
  return { method, pattern, segments: split(pattern), handle, writes: false };
}

export function write(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', pattern: string, handle: Handle): Route {
  return { method, pattern, segments: split(pattern), handle, writes: true };
}

/** Finds the route of a path; the first in the table wins. Throws Graph's 400 and 405. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match {
  const segments = segmentsOf(path);
  const fitting = routes.filter((route) => fits(route.segments, segments));
  const route = fitting.find((each) => each.method === method);
  if (route !== undefined) return { route, params: paramsOf(route, segments) };
  if (fitting.length > 0) throw methodNotAllowed();
  throw segmentNotFound(firstUnknown(routes, segments));
}

/** Decoded segments; the key form `/users('x')` counts as `/users/x`. */
function segmentsOf(path: string): string[] {
  return split(path.replace(/\('([^']*)'\)/g, '/$1')).map((segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      return segment;
    }
  });
}

function split(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.length === segments.length && startsSo(pattern, segments);
}

function startsSo(pattern: readonly string[], segments: readonly string[]): boolean {
  return segments.every((segment, index) => pattern[index]?.startsWith(':') === true || pattern[index] === segment);
}

function paramsOf(route: Route, segments: readonly string[]): Record<string, string> {
  const entries = route.segments.map((name, index) => [name, segments[index] ?? ''] as const);
  return Object.fromEntries(
    entries.filter(([name]) => name.startsWith(':')).map(([name, value]) => [name.slice(1), value]),
  );
}

/** Graph names the first segment that leads nowhere. */
function firstUnknown(routes: readonly Route[], segments: readonly string[]): string {
  const known = segments.findIndex(
    (_, index) => !routes.some((route) => startsSo(route.segments, segments.slice(0, index + 1))),
  );
  return segments[known] ?? segments.at(-1) ?? '';
}

function methodNotAllowed(): GraphFailure {
  return new GraphFailure(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
}
