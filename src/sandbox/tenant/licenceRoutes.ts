import type { Answer, Call } from './call.ts';
import { badRequest, GraphFailure } from './errors.ts';
import { changeLicences } from './licenceEffects.ts';
import { answerOne } from './listing.ts';
import { bodyWith } from './params.ts';
import { write, type Route } from './router.ts';
import { seconds, type AssignedLicence, type Bag } from './state.ts';
import { userOf } from './userReads.ts';

export const licenceRoutes: readonly Route[] = [write('POST', '/users/:user/assignLicense', assign)];

function assign(call: Call): Answer {
  const user = userOf(call);
  const add = listIn(call, 'addLicenses').map(licenceOf);
  const remove = listIn(call, 'removeLicenses').map(guidOf);
  changeLicences(call.state, user, { add, remove, at: seconds(call.now) });
  return answerOne(call, { kind: 'user', bag: user });
}

/** Both lists must be there, also an empty one (graph.md §6). */
function listIn(call: Call, name: 'addLicenses' | 'removeLicenses'): unknown[] {
  const list = bodyWith(call, 'addLicenses', 'removeLicenses')[name];
  if (Array.isArray(list)) return list;
  throw badRequest(
    `One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: ${name}.`,
  );
}

function licenceOf(value: unknown): AssignedLicence {
  const { skuId, disabledPlans } = (value ?? {}) as Bag;
  return { skuId: guidOf(skuId), disabledPlans: Array.isArray(disabledPlans) ? disabledPlans.map(guidOf) : [] };
}

function guidOf(value: unknown): string {
  if (typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) {
    return value.toLowerCase();
  }
  throw new GraphFailure(
    400,
    'BadRequest',
    `Cannot convert the literal '${String(value)}' to the expected type 'Edm.Guid'.`,
  );
}
