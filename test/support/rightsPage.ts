import { format, resolveConfig } from 'prettier';
import {
  asking,
  roles,
  secondRequest,
  sections,
  words,
  type Act,
  type Row,
  type Situation,
  type Word,
} from './rightsTable.ts';

/** Writes the page anew; named where it is found to be out of date. */
export const command = 'node scripts/printRights.ts';

export const page = 'docs/rights.md';

/** The page about who may do what, made of the table that the tests go by. */
export async function rightsPage(): Promise<string> {
  const parts = [
    '# Who may do what',
    `What this page says is tried by \`test/rights\`, every cell of it, through the bot's front door. It is made of the same table: change
\`test/support/rightsTable.ts\`, then run \`${command}\`.`,
    `Who somebody is comes from the message that Microsoft Teams has signed, never from a card. Groups and reporting lines are read from the
directory at every click, so a right that was taken away is gone at once. A refused attempt changes nothing, and stands in the audit
as \`attempt-refused\` with the rule named below.`,
    '## Who is who',
    grid(['role', 'who that is'], Object.entries(roles)),
    '## What the words mean',
    grid(['word', 'what it means', 'rule in the audit'], Object.entries(words).map(wordLine)),
    '## Asking',
    `For a person about whom no request is open. A search finds only people whom somebody may ask for.`,
    table(asking),
    `Whoever may ask gets a second request only when the first one is over:`,
    grid(['the first request is', 'a second one'], Object.entries(secondRequest).map(secondLine)),
    '## A request',
    `\`see\` is "status" with its number, \`pending\` the list of what waits for a decision and of what
people still have to do, \`refresh\` the approver's view of the card in a
channel. \`withdraw\` is the requester's way to cancel, \`call off\` the approver's. \`tick\` is saying that what people
have to do themselves is done. \`undo\` stands for its question and for its
confirmation. \`export\` is no matter of the chat: the operator exports the audit on the server, and written to the bot it means nothing.`,
    ...sections.flatMap(({ title, situations, rows }) => [`### ${title}`, stateText(situations), table(rows)]),
  ];
  return format(parts.join('\n\n'), { ...(await resolveConfig(page)), parser: 'markdown' });
}

function wordLine([word, { rule, means }]: [string, { rule: string | null; means: string }]): string[] {
  return [shown(word as Word), means, rule === null ? 'none' : `\`${rule}\``];
}

function secondLine([situation, word]: [string, Word]): string[] {
  return [situation, shown(word)];
}

function stateText(situations: readonly Situation[]): string {
  return situations.length === 1 ? '' : `The request is: ${situations.join(' · ')}.`;
}

function table<A extends Act>(rows: readonly Row<A>[]): string {
  const [first] = rows;
  const acts = (first?.cells ?? []).map(({ act }) => act);
  return grid(
    ['', ...acts],
    rows.map(({ role, cells }) => [role, ...cells.map(({ word }) => shown(word))]),
  );
}

/** What is done stands out among what is not. */
function shown(word: Word): string {
  return word === 'yes' ? '**yes**' : word;
}

function grid(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
