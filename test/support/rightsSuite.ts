import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { inTheirRoles, playedTogether, players, startRightsWorld, type RightsWorld } from './rightsCast.ts';
import { glance, tenantWrites } from './rightsProbe.ts';
import { makeRequest, type RightsRequest } from './rightsRequests.ts';
import { rowsIn, type RequestAct, type Row, type Situation } from './rightsTable.ts';
import { changes, trierOf, type Trier } from './rightsTrying.ts';

/** Describes that everybody may do to a request, in each of these situations, what the table of rights says. */
export function describeRights(title: string, situations: readonly Situation[]): void {
  describe(title, () => {
    let rights: RightsWorld;
    let request: RightsRequest;

    before(async () => {
      rights = await startRightsWorld();
      request = await makeRequest(rights);
    });
    after(() => rights.close());

    for (const situation of situations) {
      it(`${situation}: as docs/rights.md says, refusals are audited, and nothing else changes`, async () => {
        // Each looks through its own calls only, not again through those before.
        rights.world.tenant.calls.splice(0);
        const found = await whatIsSo({ rights, request, situation });
        assert.deepEqual(Object.fromEntries(found), expected(rowsIn(situation)));
        assert.deepEqual(tenantWrites(rights.world), []);
      });
    }
  });
}

interface Stage {
  readonly rights: RightsWorld;
  readonly request: RightsRequest;
  readonly situation: Situation;
}

type Cast = readonly Row<RequestAct>[];

/** What comes of an action, under who does what. */
type Found = readonly [what: string, word: string];

async function whatIsSo(stage: Stage): Promise<Found[]> {
  const found: Found[] = [];
  for (const cast of playedTogether(rowsIn(stage.situation))) {
    const theirRoles = cast.map(({ role }) => role);
    found.push(...(await inTheirRoles(stage.rights, theirRoles, () => play(stage, cast))));
  }
  return found;
}

/** First what should change nothing, of everybody at once; then what changes the request, one after the other. */
async function play({ rights, request, situation }: Stage, cast: Cast): Promise<Found[]> {
  const escalated = cast.some(({ role }) => players[role].escalated);
  await request.put(situation, { escalated });
  const before = await glance(rights, request);
  const triers = await Promise.all(cast.map(({ role }) => trierOf(rights, request, role)));
  const found = (await Promise.all(cast.map((row, index) => tryQuietly(row, triers[index])))).flat();
  assert.deepEqual(await glance(rights, request), before);
  for (const [index, { role, cells }] of cast.entries()) {
    for (const { act } of cells.filter(isEffect)) {
      await request.put(situation, { escalated });
      found.push([`${role}: ${act}`, (await triers[index]?.try(act, situation)) ?? '']);
    }
  }
  return found;
}

async function tryQuietly({ role, cells }: Row<RequestAct>, trier: Trier | undefined): Promise<Found[]> {
  const found: Found[] = [];
  for (const { act } of cells.filter((cell) => !isEffect(cell))) {
    found.push([`${role}: ${act}`, (await trier?.try(act)) ?? '']);
  }
  return found;
}

function isEffect({ act, word }: Row<RequestAct>['cells'][number]): boolean {
  return word === 'yes' && changes(act);
}

function expected(rows: Cast): Record<string, string> {
  return Object.fromEntries(rows.flatMap(({ role, cells }) => cells.map(({ act, word }) => [`${role}: ${act}`, word])));
}
