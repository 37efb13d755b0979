import assert from 'node:assert/strict';

import { afterEach, before, beforeEach, describe, it } from 'mocha';

import { sandboxPeople as people } from '../../src/sandbox/people.ts';
import { openBench, type Bench } from '../graph/bench.ts';
import { takeViolations } from '../support/contract.ts';
import { checkRequest, isDescribed, whereItLies } from '../support/openapi.ts';

const user = `/users/${people.leaver.id}`;

/** A request that Microsoft does not describe, and what is said of it. */
const wrong: readonly (readonly [method: string, path: string, says: RegExp, body?: unknown])[] = [
  ['PATCH', user, /additionalProperty.*accountEnabeld/, { accountEnabeld: false }],
  ['PATCH', user, /must be boolean/, { accountEnabled: 'no' }],
  ['PATCH', user, /needs a body/],
  ['POST', `${user}/revokeSignInSessions`, /takes no body/, {}],
  ['GET', `${user}/transitiveReports`, /not in Microsoft's description/],
  ['POST', `${user}/invalidateAllRefreshTokens`, /not in Microsoft's description/],
  ['GET', `${user}?$select=id,shoeSize`, /'shoeSize' is not to be had by \$select/],
  ['GET', `${user}/memberOf?$select=id,isAssignableToRol`, /'isAssignableToRol' is not to be had/],
  ['GET', `${user}?$expand=boss`, /'boss' is not to be had by \$expand/],
  ['GET', `${user}?$selekt=id`, /'\$selekt' is no option/],
  ['GET', `${user}/mailboxSettings?$select=userPurpos`, /'userPurpos' is not to be had/],
  ['GET', `${user}/events?$select=organiser`, /'organiser' is not to be had/],
  ['POST', `${user}/events/1/cancel`, /additionalProperty.*comment/, { comment: 'x' }],
  [
    'PATCH',
    `${user}/mailboxSettings`,
    /must be equal to one of the allowed values/,
    { automaticRepliesSetting: { status: 'on' } },
  ],
  ['POST', '/drives/1/root/invite', /additionalProperty.*id/, { recipients: [{ id: people.manager.id }] }],
];

describe("A request that isn't one of Microsoft's", () => {
  before(function () {
    if (!isDescribed()) this.skip();
  });

  if (!isDescribed()) it(`goes unchecked: ${whereItLies}`);

  for (const [method, path, says, body] of wrong) {
    it(`is found: ${method} ${path.replace(people.leaver.id, '{id}')} ${JSON.stringify(body ?? '')}`, () => {
      assert.match(checkRequest(method, path, body).join('\n'), says);
    });
  }

  describe('to the tenant of a test', () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = await openBench();
    });

    afterEach(() => bench.close());

    it('is held against the test, also inside a batch', async () => {
      const requests = [{ id: '1', method: 'GET', url: `${user}?$select=id,shoeSize` }];
      await fetch(`${bench.server.url}/v1.0/$batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ requests }),
      });
      assert.match(takeViolations().join('\n'), /request GET \/users\/.*shoeSize/);
      assert.deepEqual(takeViolations(), []);
    });

    it('leaves no trace where all is as it should be', async () => {
      await fetch(`${bench.server.url}/v1.0${user}?$select=id,displayName`);
      assert.deepEqual(takeViolations(), []);
    });

    it('is not looked for in what a fault answers', async () => {
      bench.server.fault({ path: '/organization', answer: { status: 502, body: '<html></html>' } });
      await fetch(`${bench.server.url}/v1.0/organization`);
      assert.deepEqual(takeViolations(), []);
    });
  });
});
