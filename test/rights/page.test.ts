import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'mocha';
import { command, page, rightsPage } from '../support/rightsPage.ts';
import { asking, everyState, roles, rowsIn, sections, type Act, type Role, type Row } from '../support/rightsTable.ts';

/** They are there for what they ask for; a request finds no more in them than in anybody of HR or below the leaver. */
const askingOnly: readonly Role[] = ['HR, is leaver', 'HR, below leaver'];

const decider: Role = 'approver who decided';

describe('the table of rights', () => {
  it(`is what ${page} says; if not, run: ${command}`, async () => {
    assert.equal(await readFile(page, 'utf8'), await rightsPage(), `${page} is out of date: run ${command}`);
  });

  for (const state of everyState) {
    it(`says of everybody, once, what they may do to a request that is ${state}`, () => {
      const nobodyDecided = ['awaiting', 'withdrawn', 'expired'].includes(state);
      assert.deepEqual(names(rowsIn(state)), others([...askingOnly, ...(nobodyDecided ? [decider] : [])]));
    });
  }

  it('says the same actions of all', () => {
    const acts = sections.flatMap(({ rows }) => rows.map(({ cells }) => cells.map(({ act }) => act).join()));
    assert.equal(new Set(acts).size, 1);
  });

  it('says of everybody whether they may ask', () => {
    assert.deepEqual(names(asking), others([decider, 'approver, is requester', 'fallback, escalated']));
  });
});

function names(rows: readonly Row<Act>[]): Role[] {
  return rows.map(({ role }) => role).sort();
}

function others(left: readonly Role[]): Role[] {
  return (Object.keys(roles) as Role[]).filter((role) => !left.includes(role)).sort();
}
