import { ActivityTypes, CloudAdapter, type Activity, type InvokeResponse, type TurnContext } from 'botbuilder';
import { isInvoke, turnOf, type Turn } from '../bot/turn.ts';
import { hasCode } from '../errors.ts';
import { languageOf, textsOf } from '../i18n/text.ts';
import type { Log } from '../log.ts';
import { referenceOf } from './observeTurns.ts';
import type { Authentication } from './authentication.ts';

/**
 * botbuilder's adapter for activities that the gate has let in. Its own `process` would look at tokens once more and by laxer
 * rules, print refused ones to the terminal, and answer with the message of what went wrong.
 */
export class FarewellAdapter extends CloudAdapter {
  readonly #channel: Authentication['channel'];

  constructor({ framework, channel }: Authentication) {
    super(framework);
    this.#channel = channel;
  }

  /** Runs a turn; answers what an invoke is answered with. Rejects with what the turn, or telling of its failure, threw. */
  take(activity: Activity, onTurn: (context: TurnContext) => Promise<void>): Promise<InvokeResponse | undefined> {
    return this.#channel === undefined
      ? this.processActivity('', activity, onTurn)
      : this.processActivity(this.#channel, activity, onTurn);
  }
}

/** botbuilder's adapter; what a turn throws is logged under a reference, and the person is told that reference. */
export function createAdapter(authentication: Authentication, log: Log, newId: () => string): FarewellAdapter {
  const adapter = new FarewellAdapter(authentication);
  adapter.onTurnError = async (context, error) => {
    const reference = referenceOf(context) ?? newId().slice(0, 8);
    log.error({ turn: reference, err: error }, 'turn failed');
    await tell(context, error, reference);
  };
  return adapter;
}

async function tell(context: TurnContext, error: Error, reference: string): Promise<void> {
  const isDirectory = hasCode(error, 'graph-unavailable', 'graph-throttled', 'graph-unauthorized', 'graph-forbidden');
  // The person's own language, which may have been chosen here; what fails before that is known goes by the client's.
  const turn = turnOf(context) as Turn | undefined;
  const { t } = turn?.texts ?? textsOf(languageOf(context.activity.locale));
  const text = t(isDirectory ? 'say.directory-unavailable' : 'say.error', { reference });
  if (isInvoke(context.activity)) {
    // Without an answer the client shows its own "something went wrong" without a reference.
    const body = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
    await context.sendActivity({ type: ActivityTypes.InvokeResponse, value: { status: 200, body } });
    // In a channel the answer to a click is for who clicked, not for everybody.
    if (turn?.isPersonal === false) return;
  }
  await context.sendActivity(text);
}
