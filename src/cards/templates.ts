import answered from './templates/answered.json' with { type: 'json' };
import choose from './templates/choose.json' with { type: 'json' };
import message from './templates/message.json' with { type: 'json' };
import actions from './templates/parts/actions.json' with { type: 'json' };
import choice from './templates/parts/choice.json' with { type: 'json' };
import facts from './templates/parts/facts.json' with { type: 'json' };
import leftovers from './templates/parts/leftovers.json' with { type: 'json' };
import lines from './templates/parts/lines.json' with { type: 'json' };
import notes from './templates/parts/notes.json' with { type: 'json' };
import person from './templates/parts/person.json' with { type: 'json' };
import rows from './templates/parts/rows.json' with { type: 'json' };
import steps from './templates/parts/steps.json' with { type: 'json' };
import title from './templates/parts/title.json' with { type: 'json' };
import path from './templates/path.json' with { type: 'json' };
import plan from './templates/plan.json' with { type: 'json' };
import request from './templates/request.json' with { type: 'json' };
import undo from './templates/undo.json' with { type: 'json' };
import when from './templates/when.json' with { type: 'json' };
import who from './templates/who.json' with { type: 'json' };

/** What a card's `{ "$include": … }` stands for; data from a directory goes into TextRuns only, which know no Markdown. */
const shared: Readonly<Record<string, readonly unknown[]>> = {
  actions,
  choice,
  facts,
  leftovers,
  lines,
  notes,
  person,
  rows,
  steps,
  title,
};

export interface Source {
  readonly body: readonly unknown[];
  readonly actions: readonly unknown[];
}

const sources = { answered, choose, message, path, plan, request, undo, when, who };

export type TemplateName = keyof typeof sources;

/** A card's template, its parts filled in. */
export function templateOf(name: TemplateName): Source {
  const { body, actions } = sources[name];
  return { body: include(body), actions: include(actions) };
}

function include(elements: readonly unknown[]): unknown[] {
  return elements.flatMap((element) => {
    const part = (element as { $include?: string }).$include;
    return part === undefined ? [element] : (shared[part] ?? []);
  });
}
