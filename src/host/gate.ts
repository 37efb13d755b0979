import type { IncomingMessage } from 'node:http';
import type { Activity } from 'botbuilder';
import { tenantsOf } from '../bot/actor.ts';
import type { Settings } from '../config.ts';
import type { BotEndpoints } from './authentication.ts';
import { checkToken, type ChannelToken, type TokenRules } from './channelToken.ts';
import { createRateLimit, type Rate } from './rateLimit.ts';
import { isRefusal, type Refusal, type RefusalCode } from './refusal.ts';
import { createSigningKeys } from './signingKeys.ts';

/** Who is let in. */
export interface Gate {
  /** Looks at who sends, before the body is read; answers what looks at the activity. */
  open(request: IncomingMessage): Promise<Admission | Refusal>;
}

/** undefined: let in. */
export type Admission = (activity: Activity) => Refusal | undefined;

export interface Rates {
  /** One person's turns in one conversation. */
  readonly person: Rate;
  /** Everybody's turns in one conversation, a channel's threads together. */
  readonly conversation: Rate;
}

/**
 * No person reaches these by hand, and no Teams client: it refreshes the cards that it shows, a few dozen at most, and each of a
 * channel's approvers does so when a card there changes. A program that sends without end stays far below what one core can do.
 * A turn that is refused has not begun: Teams says that it failed, and a second click does the work once.
 */
export const liveRates: Rates = {
  person: { burst: 120, perSecond: 5 },
  conversation: { burst: 1200, perSecond: 60 },
};

/** In the sandbox programs speak, faster than people; only one that has run wild reaches this. */
export const sandboxRates: Rates = {
  person: { burst: 2400, perSecond: 200 },
  conversation: { burst: 24_000, perSecond: 2000 },
};

/** As the settings say: with a BOT_ID for live use, without one for the sandbox. */
export function createGate(settings: Settings, endpoints: BotEndpoints, now: () => Date): Gate {
  const { BOT_ID: audience, BOT_TENANT_ID: tenantId = '' } = settings;
  if (audience === undefined) return createLoopbackGate(sandboxRates, now);
  const keys = createSigningKeys(endpoints.openIdMetadataUrl, now);
  return createChannelGate({ issuer: endpoints.tokenIssuer, audience, keys, now, tenantId, rates: liveRates });
}

/** For the sandbox: unauthenticated activities are believed, from this machine only. */
export function createLoopbackGate(rates: Rates, now: () => Date): Gate {
  const limit = createTurnLimit(rates, now);
  return {
    open: async ({ socket }) => (isLoopback(socket.remoteAddress) ? limit : { refused: 'not-loopback', status: 403 }),
  };
}

export interface ChannelRules extends TokenRules {
  /** The one tenant that is served. */
  readonly tenantId: string;
  readonly rates: Rates;
}

/** For live use: the channel service's tokens, Teams' activities, the people of one tenant. */
function createChannelGate(rules: ChannelRules): Gate {
  const limit = createTurnLimit(rules.rates, rules.now);
  return {
    async open({ headers }) {
      const token = await checkToken(rules, headers.authorization);
      if (isRefusal(token)) return token;
      // Only once the rest is right: else a stranger could use up what another may send.
      return (activity) => foreign(activity, token, rules.tenantId) ?? limit(activity);
    },
  };
}

/** The only channel for which Farewell is made; portals and tools can speak to a bot through others. */
const teams = 'msteams';

function foreign(activity: Activity, token: ChannelToken, tenantId: string): Refusal | undefined {
  if (activity.channelId !== teams) return forbidden('wrong-channel');
  if (!token.endorses(teams)) return forbidden('key-not-endorsed');
  if (typeof token.serviceUrl !== 'string' || token.serviceUrl !== activity.serviceUrl) {
    return forbidden('wrong-service-url');
  }
  const tenants = tenantsOf(activity);
  if (tenants.length === 0) return forbidden('no-tenant');
  return tenants.every((tenant) => tenant.toLowerCase() === tenantId) ? undefined : forbidden('other-tenant');
}

function forbidden(refused: RefusalCode): Refusal {
  return { refused, status: 403 };
}

function createTurnLimit({ person, conversation }: Rates, now: () => Date): Admission {
  const ofPerson = createRateLimit({ ...person, now });
  const ofConversation = createRateLimit({ ...conversation, now });
  return ({ conversation: { id }, from }) => {
    // Teams names a channel's thread after a semicolon.
    const [place = ''] = id.split(';');
    const wait = ofPerson.take(`${place} ${from?.id ?? ''}`) || ofConversation.take(place);
    return wait === 0 ? undefined : { refused: 'too-many', status: 429, retryAfterSeconds: Math.ceil(wait) };
  };
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.|^::1$/u.test(address);
}
