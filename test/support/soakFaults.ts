import type { FaultAnswer, FaultRule } from '../../src/sandbox/tenant/faults.ts';
import type { Random } from './soakRandom.ts';
import type { SoakLeaver } from './soakThings.ts';

/** What a status alone, or a proxy's page, says of a call: nothing was applied, unless the answer lies about it. */
const refusals: readonly [FaultAnswer, ...FaultAnswer[]] = [
  { status: 400 },
  { status: 403 },
  { status: 404 },
  { status: 409 },
  { status: 429 },
  { status: 429, retryAfter: 7 },
  { status: 429, retryAfter: 400 },
  { status: 429, retryAfter: 'Wed, 21 Oct 2099 07:28:00 GMT' },
  { status: 500 },
  { status: 502, body: '<html><title>Bad Gateway</title></html>' },
  { status: 503 },
  { status: 503, retryAfter: 3 },
  { status: 504, body: '<html>Time-out</html>' },
  { drop: 'before' },
];

/** The call was carried out, whatever is said or not said of it. */
const struckHome: readonly [FaultAnswer, ...FaultAnswer[]] = [
  { status: 500, applied: true },
  { status: 502, body: '<html>Bad Gateway</html>', applied: true },
  { status: 504, body: '<html>Time-out</html>', applied: true },
  { drop: 'after' },
];

/** Longer than the soak's client waits. */
const silence: FaultAnswer = { silentMs: 1_500 };
export const soakTimeoutSeconds = 1;

type Call = Pick<FaultRule, 'method' | 'path'>;

/** The calls that a run about this leaver makes, batches and what is in them included. */
function callsAbout({ id }: SoakLeaver): readonly [Call, ...Call[]] {
  return [
    { method: 'PATCH', path: `^/users/${id}$` },
    { method: 'POST', path: `^/users/${id}/revokeSignInSessions` },
    { method: 'DELETE', path: `^/users/${id}$` },
    { method: 'POST', path: `^/directory/deletedItems/${id}/restore` },
    { method: 'PUT', path: '/manager/\\$ref' },
    { method: 'POST', path: '/members/\\$ref' },
    { method: 'POST', path: '/owners/\\$ref' },
    { method: 'POST', path: `^/users/${id}/assignLicense` },
    { method: 'GET', path: `^/users/${id}\\?` },
    { method: 'GET', path: `^/directory/deletedItems/${id}` },
    { method: 'GET', path: '^/subscribedSkus' },
    { method: 'POST', path: '^/\\$batch' },
    { method: 'GET', path: `^/users/${id}/` },
    { method: 'PATCH', path: '^/devices/' },
    { method: 'PATCH', path: `^/users/${id}/mailboxSettings` },
    { method: 'POST', path: `^/users/${id}/mailFolders/inbox/messageRules` },
    { method: 'DELETE', path: `^/users/${id}/mailFolders/inbox/messageRules/` },
    { method: 'POST', path: `^/users/${id}/events/.*/cancel` },
    { method: 'POST', path: '^/drives/.*/invite' },
    { method: 'DELETE', path: '^/drives/.*/permissions/' },
    { method: 'DELETE', path: '/members/.*/\\$ref' },
    { method: 'DELETE', path: '/owners/.*/\\$ref' },
    { method: 'GET', path: `^/users/${id}/(registered|owned)Devices` },
    { method: 'GET', path: `^/users/${id}/mailboxSettings` },
    { method: 'GET', path: `^/users/${id}/mailFolders` },
    { method: 'GET', path: `^/users/${id}/calendarView` },
    { method: 'GET', path: `^/users/${id}/drive` },
    { method: 'GET', path: '^/drives/' },
    { method: 'GET', path: '^/groups/.*/owners' },
    { method: 'GET', path: '\\$levels=max' },
  ];
}

/** A fault at some call of a run; now and then it stays. */
export function someFault(random: Random, leaver: SoakLeaver): FaultRule {
  const call = random.pick(callsAbout(leaver));
  const isRead = call.method === 'GET' || call.path === '^/\\$batch';
  const refused = isRead || random.chance(0.6);
  const answer = random.chance(0.01) ? silence : random.pick(refused ? refusals : struckHome);
  // A directory that says for ever that somebody isn't there can't be told from one where they aren't.
  const forGood = random.chance(0.15) && !(isRead && answer.status === 404);
  return { ...call, nth: 1 + random.below(3), times: forGood ? -1 : 1 + random.below(2), answer };
}
