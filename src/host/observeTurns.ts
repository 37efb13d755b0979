import { ActivityTypes, type Activity, type TurnContext } from 'botbuilder';
import { inLogContext } from '../log.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

type OnTurn = (context: TurnContext) => Promise<void>;

export interface Observation {
  readonly telemetry: Telemetry;
  readonly newId: () => string;
}

const turnKey = Symbol('farewell.turn-reference');

/** Measures each turn, and gives it a short reference that every line of the log about it carries. */
export function observed({ telemetry, newId }: Observation, onTurn: OnTurn): OnTurn {
  return (context) => {
    const turn = newId().slice(0, 8);
    context.turnState.set(turnKey, turn);
    const labels = { 'farewell.turn.kind': kindOf(context.activity), 'farewell.turn.outcome': 'ok' };
    return inLogContext({ turn }, () =>
      telemetry.measure({ kind: 'turn', labels, ids: { 'farewell.turn': turn } }, async (tell) => {
        try {
          await onTurn(context);
        } catch (error) {
          tell({ labels: { 'farewell.turn.outcome': 'failed' } });
          throw error;
        }
      }),
    );
  };
}

/** What its lines in the log carry; undefined for a turn that we took ourselves, to write to somebody. */
export function referenceOf(context: TurnContext): string | undefined {
  return context.turnState.get<string | undefined>(turnKey);
}

/** Of few values, whatever a client sends. */
function kindOf({ type, value }: Activity): 'message' | 'click' | 'arrival' | 'other' {
  switch (type as ActivityTypes) {
    case ActivityTypes.Message:
      return value === undefined ? 'message' : 'click';
    case ActivityTypes.Invoke:
      return 'click';
    case ActivityTypes.ConversationUpdate:
    case ActivityTypes.InstallationUpdate:
      return 'arrival';
    default:
      return 'other';
  }
}
