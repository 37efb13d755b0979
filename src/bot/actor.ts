import type { Activity } from 'botbuilder';
import type { Actor } from '../offboarding/people.ts';

export interface TenantRule {
  readonly tenantId: string;
  /** In the sandbox a client may leave the tenant out; live Teams never does. */
  readonly tenantMayBeMissing: boolean;
}

export type ActorResult = Actor | 'no-actor' | 'other-tenant';

/** An Entra object id is a GUID; stand-ins of Teams are not always as strict. */
const objectId = /^[\w-]{1,64}$/;

/** Who speaks, from the authenticated activity only: `from.aadObjectId` and the conversation's tenant, never from a card. */
export function actorOf(activity: Activity, rule: TenantRule): ActorResult {
  const id = activity.from?.aadObjectId?.toLowerCase();
  if (id === undefined || !objectId.test(id)) return 'no-actor';
  const tenantId = tenantOf(activity)?.toLowerCase();
  if (tenantId === undefined && !rule.tenantMayBeMissing) return 'no-actor';
  if (tenantId !== undefined && tenantId !== rule.tenantId.toLowerCase()) return 'other-tenant';
  return { id, displayName: activity.from.name ?? '', tenantId: rule.tenantId };
}

function tenantOf({ conversation, channelData }: Activity): string | undefined {
  const { tenant } = (channelData ?? {}) as { tenant?: { id?: string } };
  return conversation?.tenantId ?? tenant?.id;
}
