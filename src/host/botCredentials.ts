import type { TokenCredential } from '@azure/identity';
import { ServiceClientCredentialsFactory } from 'botframework-connector';
import { FarewellError } from '../errors.ts';
import { tokenOf } from '../graph/credential.ts';

/** The scope by which Entra gives a token for this audience, which may be named as a scope already. */
export function scopeOf(audience: string): string {
  return audience.endsWith('/.default') ? audience : `${audience}/.default`;
}

type ServiceClientCredentials = Awaited<ReturnType<ServiceClientCredentialsFactory['createCredentials']>>;

/**
 * The bot's proof to the Bot Framework by the credential that Graph gets its tokens with. botframework-connector's own
 * factories would not do: the federated one keeps its first proof for ever, the one for certificates runs `openssl` and knows
 * the global cloud alone, and the one for managed identities would try whatever login the machine has.
 */
export class BotCredentials extends ServiceClientCredentialsFactory {
  readonly #botId: string;
  readonly #credential: TokenCredential;

  constructor(botId: string, credential: TokenCredential) {
    super();
    this.#botId = botId;
    this.#credential = credential;
  }

  override isValidAppId(appId: string): Promise<boolean> {
    return Promise.resolve(appId === this.#botId);
  }

  override isAuthenticationDisabled(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** What signs requests to the service that the audience names. Throws `internal` for another app's id or no audience. */
  override async createCredentials(appId: string, audience: string | undefined): Promise<ServiceClientCredentials> {
    if (appId !== this.#botId || !audience)
      throw new FarewellError('internal', 'credentials of another app were asked');
    const token = tokenOf(this.#credential, scopeOf(audience));
    return {
      async signRequest(request) {
        const bearer = await token();
        request.headers.set('authorization', `Bearer ${bearer}`);
        return request;
      },
    };
  }
}
