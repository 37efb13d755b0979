import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RequestState } from '../../src/offboarding/request.ts';
import { staleness, statesFor, type RequestAction } from '../../src/policy/actions.ts';

const allStates: readonly RequestState[] = [
  'awaiting',
  'approved',
  'running',
  'grace',
  'completed',
  'completed-with-errors',
  'stopped',
  'rejected',
  'cancelled',
  'expired',
];

const possible: Readonly<Record<RequestAction, readonly RequestState[]>> = {
  approve: ['awaiting'],
  reject: ['awaiting'],
  withdraw: ['awaiting', 'approved', 'grace'],
  'call-off': ['approved', 'grace'],
  retry: ['completed-with-errors', 'stopped'],
  skip: ['completed-with-errors', 'stopped'],
  tick: ['completed', 'completed-with-errors', 'stopped'],
};

/** A request of version 5 whose present state, or asking, began with version 3. */
const versions: readonly { what: string; shown: number; counts: boolean }[] = [
  { what: 'of the first asking', shown: 1, counts: false },
  { what: 'from just before this state began', shown: 2, counts: false },
  { what: 'from when this state began', shown: 3, counts: true },
  { what: 'from before a reminder or another approval', shown: 4, counts: true },
  { what: 'of today', shown: 5, counts: true },
  { what: 'that no card can have shown yet', shown: 6, counts: false },
  { what: 'below all that were', shown: 0, counts: false },
];

const actions = Object.keys(possible) as RequestAction[];

describe('whether a click on a card still counts', () => {
  for (const action of actions) {
    it(`${action}: only while the request is ${possible[action].join(' or ')}, whatever its card shows`, () => {
      assert.deepEqual(statesFor(action), possible[action]);
      for (const state of allStates) {
        const expected = possible[action].includes(state) ? undefined : 'wrong-state';
        assert.equal(staleness(action, { state, version: 5, stateVersion: 3 }, 5), expected, state);
      }
      assert.equal(staleness(action, { state: 'running', version: 5, stateVersion: 3 }, 1), 'wrong-state');
    });

    for (const { what, shown, counts } of versions) {
      it(`${action}, on a card ${what}: ${counts ? 'counts' : 'is out of date'}`, () => {
        const [state = 'awaiting'] = possible[action];
        const expected = counts ? undefined : 'out-of-date';
        assert.equal(staleness(action, { state, version: 5, stateVersion: 3 }, shown), expected);
      });
    }
  }
});
