import { ComponentDialog, WaterfallDialog, type DialogTurnResult, type WaterfallStepContext } from 'botbuilder-dialogs';
import type { Deps } from '../../approvals/inspect.ts';
import { say, turnOf } from '../turn.ts';
import { nextQuestion, withoutLastAnswer, type Draft } from './draft.ts';
import { prepare } from './find.ts';
import { QuestionPrompt, type QuestionResult } from './question.ts';
import { questions } from './questions.ts';
import { submit } from './submit.ts';

const roundId = 'round';

/**
 * The conversation of an offboarding. Each round asks the first thing that is not known yet, so that "back" and "change"
 * are the draft without an answer, and nothing else.
 */
export class OffboardDialog extends ComponentDialog {
  static readonly id = 'offboard';
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super(OffboardDialog.id);
    this.#deps = deps;
    for (const question of questions) this.addDialog(new QuestionPrompt(question, deps));
    this.addDialog(new WaterfallDialog<Draft>(roundId, [(step) => this.#ask(step), (step) => this.#take(step)]));
    this.initialDialogId = roundId;
  }

  async #ask(step: WaterfallStepContext<Draft>): Promise<DialogTurnResult> {
    const draft = await prepare(this.#deps, turnOf(step.context), step.options);
    return draft === 'stopped' ? step.endDialog() : step.beginDialog(nextQuestion(draft), draft);
  }

  async #take(step: WaterfallStepContext<Draft>): Promise<DialogTurnResult> {
    const answer = step.result as QuestionResult;
    const turn = turnOf(step.context);
    switch (answer.kind) {
      case 'cancelled':
        await say(turn, turn.texts.t('say.cancelled'));
        return step.endDialog();
      case 'back':
        return step.replaceDialog(roundId, withoutLastAnswer(answer.draft));
      case 'answered':
        return answer.confirmed ? this.#submit(step, answer) : step.replaceDialog(roundId, answer.draft);
    }
  }

  async #submit(step: WaterfallStepContext<Draft>, answer: QuestionResult): Promise<DialogTurnResult> {
    const again = await submit(this.#deps, turnOf(step.context), answer);
    return again === undefined ? step.endDialog() : step.replaceDialog(roundId, again);
  }
}
