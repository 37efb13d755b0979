import { hasCode } from '../../errors.ts';
import { findInCatalogue } from '../../graph/installation.ts';
import { fail, notTried, pass, warn, type Line } from './line.ts';
import type { Patient } from './patient.ts';
import { codesOf } from './told.ts';

const check = 'Teams app';

/** Whether the app that TEAMS_APP_ID names is in the tenant's catalogue; without the setting nobody is written to first. */
export async function examineTeamsApp({ client, settings: { TEAMS_APP_ID: id } }: Patient): Promise<Line> {
  if (id === undefined) {
    return notTried(check, 'TEAMS_APP_ID is not set: approvers who never met Farewell are not written to first');
  }
  try {
    await findInCatalogue(client, id);
    return pass(check, 'in the tenant’s catalogue');
  } catch (error) {
    if (hasCode(error, 'graph-not-found')) {
      return fail(
        check,
        'not in the tenant’s catalogue',
        'Publish the app package; TEAMS_APP_ID is the id in its manifest.',
      );
    }
    return warn(
      check,
      `the catalogue can't be read (${codesOf(error)})`,
      'Grant AppCatalog.Read.All, or unset TEAMS_APP_ID.',
    );
  }
}
