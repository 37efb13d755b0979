import { assignment, held } from '../licenceEffects.ts';
import type { User } from '../state.ts';
import type { Ago } from './ago.ts';
import { groupRows } from './groups.ts';
import { identityOf, sandboxGroups, sandboxSkus } from './ids.ts';
import { domain, type StaffRow } from './staff.ts';

export function userFrom(row: StaffRow, index: number, ago: Ago): User {
  const { id, displayName, mail } = identityOf(row);
  const [givenName = null, ...surname] = displayName.split(' ');
  const synced = row.changes?.onPremisesSyncEnabled === true;
  return {
    id,
    displayName,
    givenName,
    surname: surname.join(' '),
    userPrincipalName: `${row.alias}@${domain}`,
    mail,
    mailNickname: row.alias,
    jobTitle: row.title,
    department: row.department,
    companyName: 'Contoso Nederland',
    officeLocation: row.office ?? 'Utrecht 3/301',
    usageLocation: row.country ?? 'NL',
    preferredLanguage: row.country === undefined ? 'nl-NL' : 'en-GB',
    mobilePhone: null,
    businessPhones: [`+31 30 555 01${String(index).padStart(2, '0')}`],
    proxyAddresses: [`SMTP:${mail}`],
    otherMails: [],
    userType: 'Member',
    accountEnabled: true,
    createdDateTime: ago(900 - index),
    deletedDateTime: null,
    employeeId: `C${1000 + index}`,
    employeeType: 'Employee',
    externalUserState: null,
    isManagementRestricted: null,
    isResourceAccount: null,
    onPremisesSyncEnabled: null,
    onPremisesLastSyncDateTime: synced ? ago(0.01) : null,
    onPremisesImmutableId: synced ? 'q1W2e3R4t5Y6u7I8o9P0aA==' : null,
    signInSessionsValidFromDateTime: ago(900 - index),
    lastPasswordChangeDateTime: ago(200 - index),
    ...licencesFrom(row, ago(300)),
    ...row.changes,
  };
}

const skuOf = { E3: sandboxSkus.e3, E5: sandboxSkus.e5, Project: sandboxSkus.project, Phone: sandboxSkus.phone };

function licencesFrom(row: StaffRow, since: string): Pick<User, 'assignedLicenses' | 'licenseAssignmentStates'> {
  const direct = (row.licences ?? ['E3']).map((name) => ({
    skuId: skuOf[name],
    disabledPlans: [...(row.plansOff ?? [])],
  }));
  const granting = groupRows.filter(({ members }) => members.includes(row.key));
  const byGroup = granting.flatMap(({ key, changes }) =>
    (changes?.assignedLicenses ?? []).map((licence) => assignment(licence, sandboxGroups[key], since)),
  );
  return held([...direct.map((licence) => assignment(licence, null, since)), ...byGroup]);
}
