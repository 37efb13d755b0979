import type { OffboardingRequest } from '../offboarding/request.ts';
import { approversOf } from './approvers.ts';
import type { Deps } from './inspect.ts';

/** Whom to ask whether kept data are still needed: who asked for it, else the leaver's manager now, else the approvers. */
export async function reviewersOf(deps: Deps, request: OffboardingRequest): Promise<string[]> {
  const { requester, leaver } = request;
  if (await canSignIn(deps, requester.id)) return [requester.id];
  const [manager] = (await deps.tenant.managerChains([leaver.id])).get(leaver.id) ?? [];
  if (manager !== undefined && manager !== requester.id && (await canSignIn(deps, manager))) return [manager];
  return (await approversOf(deps, request)).map(({ id }) => id);
}

async function canSignIn({ tenant }: Deps, userId: string): Promise<boolean> {
  return (await tenant.readAccount(userId))?.accountEnabled === true;
}
