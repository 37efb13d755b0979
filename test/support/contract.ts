import type { Answer, GraphRequest, Observer } from '../../src/sandbox/tenant/server.ts';
import { checkRequest, checkResponse, isDescribed } from './openapi.ts';

/** Calls of Graph v1.0 that Microsoft's description, an extract, does not carry. */
export const undescribed: readonly RegExp[] = [
  /^GET \/groups\/[^/]+\/transitiveMembers$/,
  /^GET \/devices\/[^/]+\/registered(Users|Owners)$/,
  /^GET \/users\/[^/]+\/transitiveMemberOf\/microsoft\.graph\.administrativeUnit$/,
];

const violations: string[] = [];

/** Checks whatever passes between Farewell and a simulated tenant against Microsoft's description, where that is at hand. */
export const contract: Observer | undefined = isDescribed() ? { asked, answered } : undefined;

/** What was against the description since the last time; asked after each test. */
export function takeViolations(): string[] {
  return [...new Set(violations.splice(0))];
}

function asked({ method, path, query, body }: GraphRequest): void {
  if (isOutside(method, path)) return;
  const full = query === '' ? path : `${path}?${query}`;
  const found = checkRequest(method, full, body);
  violations.push(...found.map((each) => `request ${method} ${path}: ${each}`));
}

/** A refusal of what nobody describes was told as such when it was asked. */
function answered({ method, path }: GraphRequest, { status, body }: Answer): void {
  if (isOutside(method, path)) return;
  const found = checkResponse(method, path, status, body).filter((each) => !each.includes('is not in Microsoft'));
  violations.push(...found.map((each) => `answer ${status} to ${method} ${path}: ${each}`));
}

function isOutside(method: string, path: string): boolean {
  return undescribed.some((each) => each.test(`${method} ${path}`));
}
