import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findingsNote, findingText } from '../../src/cards/parts.ts';
import { requestCard } from '../../src/cards/requestCard.ts';
import { languages, textsOf } from '../../src/i18n/text.ts';
import type { Finding, FindingId } from '../../src/offboarding/model.ts';
import { textAt, textOf } from '../support/card.ts';
import type { CardJson } from '../support/teams.ts';
import { requestFrom } from './sampleRequest.ts';

const step = { step: 'leave-groups', permissions: 'GroupMember.ReadWrite.All' };

/** Each with the particulars of its sentence; a typed list, so that a new one is not forgotten here. */
const findings: Readonly<Record<FindingId, Finding['values']>> = {
  yourself: {},
  'your-own-manager': {},
  'out-of-scope': {},
  'admin-role': { roles: 'User Administrator' },
  'eligible-role': { roles: 'User Administrator' },
  'role-assignable-group': { group: 'Tier 1' },
  'role-assignable-owner': { group: 'Tier 1' },
  'restricted-unit': {},
  'protected-person': {},
  'synced-delete': {},
  'synced-keep': {},
  'shared-mailbox': {},
  'open-request': { number: 7 },
  'too-many-requests': { limit: 20 },
  'last-approver': {},
  'guest-sessions': {},
  'reports-without-manager': { count: 3 },
  'already-blocked': {},
  'second-approver': { needed: 2 },
  'resource-account': {},
  'last-owner': { count: 2, groups: 'A, B' },
  'group-licences': { count: 1, groups: 'All of E3' },
  'successor-is-leaver': {},
  'successor-gone': {},
  'successor-blocked': { name: 'Megan Bowen' },
  'successor-guest': { name: 'Megan Bowen' },
  'path-not-permitted': step,
  'step-not-permitted': step,
  'step-switched-off': { step: 'leave-groups' },
  'unread-roles': {},
  'unread-eligible-roles': {},
  'unread-owners': {},
  'unread-devices': {},
  'unread-licences': {},
  'unread-mailbox': {},
  'unread-drive': {},
  'unread-meetings': {},
};

const all = Object.entries(findings) as [FindingId, Finding['values']][];
const plain = { mark: (field: string) => field, licences: 1 };

describe('findings on cards', () => {
  for (const language of languages) {
    const texts = textsOf(language);

    it(`each has its sentence, with its particulars (${language})`, () => {
      for (const [id, values] of all) {
        const text = findingText(texts, { id, severity: 'warns', values });
        const { step: stepId, ...others } = values;
        const named = [...Object.values(others), ...(stepId === undefined ? [] : [texts.t(`step.${stepId}.name`)])];
        for (const value of named) assert.ok(text.includes(String(value)), text);
        assert.doesNotMatch(text, /\{\{|undefined|\(\)/);
      }
    });

    it(`a run that one of them stopped names it without what is no longer known (${language})`, () => {
      const request = requestFrom(plain, { state: 'stopped', path: 'keep', outcome: 'skipped' });
      for (const id of [...all.map(([each]) => each), 'leaver-gone']) {
        const receipt = request.receipt && { ...request.receipt, stoppedBy: id };
        if (!blocksRuns(id)) continue;
        const card = requestCard(texts, { request: { ...request, receipt }, journal: [], audience: 'approver' });
        const said = textAt(card as unknown as CardJson, 'headline');
        assert.doesNotMatch(said, /\(\)|: \.|\{\{|undefined/, id);
      }
    });
  }

  it('what is merely worth knowing is no warning, and stands apart for who decides', () => {
    const { t } = textsOf('en');
    const notes: Finding[] = [
      { id: 'unread-roles', severity: 'notes', values: {} },
      { id: 'step-switched-off', severity: 'notes', values: { step: 'leave-groups' } },
    ];
    assert.deepEqual(findingsNote(textsOf('en'), notes), []);
    const request = { ...requestFrom(plain, { state: 'awaiting', path: 'keep', outcome: undefined }), findings: notes };
    const [approver, requester] = (['approver', 'requester'] as const).map(
      (audience) => requestCard(textsOf('en'), { request, journal: [], audience }) as unknown as CardJson,
    );
    assert.equal(textAt(approver ?? {}, 'findings'), '');
    assert.ok(textAt(approver ?? {}, 'note-1').includes(t('finding.unread-roles.why')));
    assert.match(textAt(approver ?? {}, 'note-2'), /^Left out: .* switched this step off\.$/);
    assert.ok(!textOf(requester).includes(t('finding.unread-roles.why')));
  });
});

/** Those that can forbid a run just before it. */
function blocksRuns(id: string): boolean {
  const neverBlock = ['second-approver', 'synced-keep', 'last-owner', 'group-licences', 'guest-sessions'];
  const never = [...neverBlock, 'reports-without-manager', 'already-blocked'];
  return !never.includes(id) && !id.startsWith('unread-') && !id.startsWith('step-');
}
