import type { Activity } from 'botbuilder';
import type { Actor } from '../offboarding/people.ts';

export interface TenantRule {
  readonly tenantId: string;
  /** In the sandbox a client may leave the tenant out; live Teams never does. */
  readonly tenantMayBeMissing: boolean;
}

export type ActorResult = Actor | Stranger;

/** Somebody who can't be answered; their id where they have one. */
export interface Stranger {
  readonly why: 'no-actor' | 'other-tenant';
  readonly id: string | null;
}

/** An Entra object id is a GUID; stand-ins of Teams are not always as strict. */
const objectId = /^[\w-]{1,64}$/;

/** Who speaks, from the authenticated activity only: `from.aadObjectId` and the conversation's tenant, never from a card. */
export function actorOf(activity: Activity, rule: TenantRule): ActorResult {
  const id = textOf(activity.from?.aadObjectId)?.toLowerCase();
  if (id === undefined || !objectId.test(id)) return { why: 'no-actor', id: null };
  const tenantIds = tenantsOf(activity).map((tenantId) => tenantId.toLowerCase());
  if (tenantIds.length === 0 && !rule.tenantMayBeMissing) return { why: 'no-actor', id };
  // In a channel shared with others the conversation's tenant need not be the one that somebody is of.
  if (tenantIds.some((tenantId) => tenantId !== rule.tenantId.toLowerCase())) return { why: 'other-tenant', id };
  return { id, displayName: activity.from.name ?? '', tenantId: rule.tenantId };
}

/** Every tenant that the activity names. */
export function tenantsOf({ conversation, channelData, from }: Activity): string[] {
  const { tenant } = (channelData ?? {}) as { tenant?: { id?: unknown } | null };
  const { tenantId: own } = (from ?? {}) as { tenantId?: unknown };
  return [textOf(conversation?.tenantId), textOf(tenant?.id), textOf(own)].filter((tenantId) => tenantId !== undefined);
}

/** A client may send anything. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
