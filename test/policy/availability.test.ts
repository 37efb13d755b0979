import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { offersFor } from '../../src/offboarding/offers.ts';
import { availableOf, type Means } from '../../src/policy/availability.ts';
import { factsOf } from '../support/facts.ts';

const offers = offersFor('keep', factsOf({ drive: { id: 'drive', usedBytes: null } }));
const narrow = ['User.Read.All', 'User.EnableDisableAccount.All', 'User.RevokeSessions.All', 'Files.ReadWrite.All'];
const all = new Set([...narrow, 'MailboxSettings.ReadWrite', 'MailboxSettings.Read']);

function judge(means: Partial<Means>) {
  const { offers: left, findings } = availableOf(offers, { granted: all, stepsOff: [], ...means });
  return { steps: left.map(({ stepId }) => stepId).join(' '), findings };
}

describe('what a deployment may do', () => {
  const everything = 'block-sign-in revoke-sessions auto-reply forward-mail share-files';

  it('everything, where every permission of the steps was granted or nobody can tell', () => {
    assert.deepEqual(judge({}), { steps: everything, findings: [] });
    assert.deepEqual(judge({ granted: undefined }), { steps: everything, findings: [] });
  });

  it('a step whose permission was not granted is left out, and the plan says which one is missing', () => {
    const { steps, findings } = judge({ granted: new Set(narrow) });
    assert.equal(steps, 'block-sign-in revoke-sessions share-files');
    const lacking = (step: string, permissions: string) =>
      ({ id: 'step-not-permitted', severity: 'notes', values: { step, permissions } }) as const;
    assert.deepEqual(findings, [
      lacking('auto-reply', 'MailboxSettings.ReadWrite'),
      lacking('forward-mail', 'MailboxSettings.ReadWrite, MailboxSettings.Read'),
    ]);
  });

  it('without the permission for a step that the path needs, the path is blocked', () => {
    const { findings } = judge({
      granted: new Set([...all].filter((one) => !/Enable|Revoke/.test(one))),
    });
    assert.deepEqual(
      findings.map(({ id, severity, values }) => [id, severity, values['step']]),
      [
        ['path-not-permitted', 'blocks', 'block-sign-in'],
        ['path-not-permitted', 'blocks', 'revoke-sessions'],
      ],
    );
  });

  it('a broader permission includes the narrower one', () => {
    const granted = new Set([
      'User.ReadWrite.All',
      'MailboxSettings.ReadWrite',
      'MailboxSettings.Read',
      'Sites.ReadWrite.All',
    ]);
    assert.deepEqual(judge({ granted }), { steps: everything, findings: [] });
  });

  it('what the operator switched off is left out and said; what every plan holds stays', () => {
    const { steps, findings } = judge({ stepsOff: ['share-files', 'block-sign-in'] });
    assert.equal(steps, 'block-sign-in revoke-sessions auto-reply forward-mail');
    assert.deepEqual(findings, [{ id: 'step-switched-off', severity: 'notes', values: { step: 'share-files' } }]);
  });
});
