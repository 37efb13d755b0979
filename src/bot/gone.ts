import type { Deps } from '../approvals/inspect.ts';
import { hasCode } from '../errors.ts';
import { restorableUntil } from '../offboarding/plan.ts';
import type { Turn } from './turn.ts';

/** Why there is nobody to offboard: deleted, since when and how long an admin can still bring them back, or not there at all. */
export async function goneText({ tenant }: Pick<Deps, 'tenant'>, turn: Turn, leaverId: string): Promise<string> {
  const { t, moment } = turn.texts;
  const deleted = await deletedOrNot(tenant, leaverId);
  if (deleted === undefined) return t('who.gone');
  const [since, until] = [deleted.deletedAt, restorableUntil(deleted.deletedAt)].map((at) => moment(at, turn.zone));
  return t('who.deleted', { since: since ?? '', until: until ?? '' });
}

/** Where Farewell may not look among the deleted ones, it can't tell. */
async function deletedOrNot(tenant: Deps['tenant'], leaverId: string): ReturnType<Deps['tenant']['readDeleted']> {
  try {
    return await tenant.readDeleted(leaverId);
  } catch (error) {
    if (!hasCode(error, 'graph-forbidden')) throw error;
    return undefined;
  }
}
