import { ActivityTypes, CloudAdapter, type TurnContext } from 'botbuilder';
import type { BotFrameworkAuthentication } from 'botframework-connector';
import { isInvoke, turnOf, type Turn } from '../bot/turn.ts';
import { hasCode } from '../errors.ts';
import { languageOf, textsOf } from '../i18n/text.ts';
import type { Log } from '../log.ts';

/** botbuilder's adapter; what a turn throws is logged under a reference, and the person is told that reference. */
export function createAdapter(authentication: BotFrameworkAuthentication, log: Log, newId: () => string): CloudAdapter {
  const adapter = new CloudAdapter(authentication);
  adapter.onTurnError = async (context, error) => {
    const reference = newId().slice(0, 8);
    log.error({ reference, err: error }, 'turn failed');
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
