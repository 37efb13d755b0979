import type { LiveSettings, Settings } from '../../config.ts';
import { createGraphClient, type GraphClient } from '../../graph/client.ts';
import { createTenant } from '../../graph/tenant.ts';
import { credentialFor, graphBaseUrlOf } from '../../host/cloud.ts';
import type { Log } from '../../log.ts';
import { needsOf, type Need } from '../../offboarding/needs.ts';
import type { Ambient } from '../../offboarding/ports/ambient.ts';
import type { Tenant } from '../../offboarding/ports/tenant.ts';

/** What is examined, and with what. */
export interface Patient {
  readonly settings: Settings & Pick<LiveSettings, 'APPROVER_GROUP_ID'>;
  /** undefined: a sandbox without a BOT_ID. */
  readonly credential: ReturnType<typeof credentialFor>;
  readonly client: GraphClient;
  readonly tenant: Tenant;
  readonly needs: readonly Need[];
  /** Of whom a sample card is sent to: a mail address, UPN or object id; undefined: to nobody. */
  readonly sendCardTo: string | undefined;
  readonly log: Log;
  readonly ambient: Ambient;
}

/** A person waits for the answer: what takes longer is a fault of its own. */
const timeoutSeconds = 10;
const patienceSeconds = 20;

/** Builds what the bot itself would use of these settings. */
export function patientOf(
  settings: Patient['settings'],
  { sendCardTo, log, ambient }: Pick<Patient, 'sendCardTo' | 'log' | 'ambient'>,
): Patient {
  const credential = credentialFor(settings);
  const baseUrl = graphBaseUrlOf(settings);
  const client = createGraphClient({ baseUrl, credential, log, timeoutSeconds, patienceSeconds, ...ambient });
  return {
    settings,
    credential,
    client,
    // Without the id of the Teams app it installs nothing for anybody.
    tenant: createTenant(client),
    needs: needsOf({ stepsOff: settings.STEPS_OFF, writesFirst: settings.TEAMS_APP_ID !== undefined, mends: false }),
    sendCardTo,
    log,
    ambient,
  };
}
