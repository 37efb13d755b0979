/**
 * Broader application permissions that include a narrower one, for the calls that Farewell sends by it: who granted those need not
 * grant it too. Graph reference: permissions; the "higher privileged permissions" of each call.
 */
const included: Readonly<Record<string, readonly string[]>> = {
  'User.Read.All': ['User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  'User.EnableDisableAccount.All': ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  'User.RevokeSessions.All': ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  'User.DeleteRestore.All': ['User.ReadWrite.All'],
  'User.ReadWrite.All': ['Directory.ReadWrite.All'],
  'Directory.Read.All': ['Directory.ReadWrite.All'],
  'Device.ReadWrite.All': ['Directory.ReadWrite.All'],
  'Group.ReadWrite.All': ['Directory.ReadWrite.All'],
  'GroupMember.Read.All': ['Group.ReadWrite.All', 'Directory.Read.All'],
  'GroupMember.ReadWrite.All': ['Group.ReadWrite.All', 'Directory.ReadWrite.All'],
  'RoleManagement.Read.Directory': ['Directory.Read.All', 'Directory.ReadWrite.All'],
  'RoleEligibilitySchedule.Read.Directory': ['RoleManagement.Read.Directory', 'RoleManagement.Read.All'],
  'LicenseAssignment.Read.All': ['Directory.Read.All', 'Directory.ReadWrite.All', 'Organization.Read.All'],
  'LicenseAssignment.ReadWrite.All': ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  'Calendars.ReadBasic': ['Calendars.Read', 'Calendars.ReadWrite'],
  'Files.Read.All': ['Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All'],
  'Files.ReadWrite.All': ['Sites.ReadWrite.All'],
  'AppCatalog.Read.All': ['AppCatalog.ReadWrite.All'],
  'TeamsAppInstallation.ReadWriteSelfForUser.All': ['TeamsAppInstallation.ReadWriteForUser.All'],
};

/**
 * Those that Exchange can give for some mailboxes instead of all (RBAC for Applications). Entra doesn't know of them there, so the token
 * doesn't tell: who runs the bot has to say so.
 */
export const exchangePermissions = [
  'MailboxSettings.Read',
  'MailboxSettings.ReadWrite',
  'Calendars.ReadBasic',
  'Calendars.Read',
  'Calendars.ReadWrite',
] as const;

/** Of these least permissions, those that were not granted, neither themselves nor by a broader one. */
export function lackingOf(least: readonly string[], granted: ReadonlySet<string>): string[] {
  return least.filter(
    (permission) => !granted.has(permission) && !broaderThan(permission).some((one) => granted.has(one)),
  );
}

/** The permissions that include this one. */
export function broaderThan(permission: string): readonly string[] {
  return included[permission] ?? [];
}

/**
 * Microsoft names it beside User.EnableDisableAccount.All, and does not say whether a broader one does in its place (Graph reference:
 * user update).
 */
const alwaysNamed = 'User.Read.All';

/** The permissions that satisfy all of these needs, without those that another one of them includes. */
export function leastOf(needs: readonly { readonly permissions: readonly string[] }[]): string[] {
  const kept = new Set(needs.flatMap(({ permissions }) => permissions));
  const suffices = (granted: ReadonlySet<string>) =>
    needs.every(({ permissions }) => lackingOf(permissions, granted).length === 0);
  for (const permission of [...kept]) {
    const without = new Set([...kept].filter((one) => one !== permission));
    if (permission !== alwaysNamed && suffices(without)) kept.delete(permission);
  }
  return [...kept];
}
