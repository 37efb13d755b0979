import type { Need, NeedId } from '../offboarding/needs.ts';

/** What each part of Farewell does, for who grants it permissions; of a step, with its undo. */
export const needTexts: Readonly<Record<NeedId, string>> = {
  people: 'find people; read accounts, managers, reports, owned groups and devices',
  memberships: 'read memberships with their kind: which groups can hold roles, which ones Graph can change',
  approvers: 'who is in the groups of approvers, HR and protected people, nested ones included; owners of groups',
  roles: 'read admin roles, custom and unit-scoped ones too',
  'eligible-roles': 'read admin roles that somebody may activate (Privileged Identity Management)',
  licences: 'names and counts of licences',
  mailbox: 'whether a mailbox is shared or a room’s; its time zone; its rules',
  meetings: 'count the meetings that somebody organizes',
  drive: 'whether there is a OneDrive, and its size',
  'write-first': 'install Farewell for an approver who never met it, and write to them first',
  'block-sign-in': 'block sign-in; undo: allow it again',
  'revoke-sessions': 'sign out everywhere',
  'disable-devices': 'disable devices; undo: enable them',
  'auto-reply': 'set the automatic reply; undo: put the old one back',
  'forward-mail': 'forward new mail by an inbox rule; undo: delete that rule',
  'cancel-meetings': 'cancel meetings; no undo',
  'share-files': 'share the OneDrive; undo: stop sharing it',
  'hand-over-groups': 'make the successor an owner of groups; undo: take that back',
  'leave-groups': 'take the person out of groups; undo: put them back',
  'reassign-reports': 'give reports a new manager; undo: give them the old one',
  'remove-licences': 'take licences away; undo: assign them again',
  'delete-user': 'delete the user; undo: restore them within 30 days',
  'mend-manager': 'give the restored user their manager again',
  'mend-reports': 'give the restored user’s reports their manager again',
  'mend-groups': 'put the restored user back into groups',
  'mend-ownerships': 'make the restored user an owner of groups again',
  'mend-licences': 'assign licences of the restored user’s own again',
};

/** What there is without the permissions of a need. */
export const withoutTexts: Readonly<Record<Need['without'], string>> = {
  nothing: 'Farewell refuses every request, and says that the directory does not answer it',
  path: 'every plan with this step is blocked, and says which permission is missing',
  step: 'the step is left out of every plan, and the plan says why',
  note: 'the plan says that it could not be read, and goes on without it',
  extra: 'the approver, or what has to be done by hand, is named instead',
};

/** What a permission reaches in the whole tenant, where that is much more than Farewell does with it. */
export const reachTexts: Readonly<Record<string, string>> = {
  'User.Read.All': 'all properties of every user, to read',
  'Directory.Read.All': 'everything in the directory, to read',
  'RoleEligibilitySchedule.Read.Directory': 'who may activate which role, to read',
  'MailboxSettings.Read': 'settings and rules of every mailbox, to read',
  'User.ReadWrite.All': 'every user: all properties, delete, restore. Microsoft has no finer one that changes managers',
  'Group.ReadWrite.All':
    'every group, and the mail, files and plans in it. Microsoft has no finer one that changes owners',
  'GroupMember.ReadWrite.All': 'the members of every group that holds no role',
  'Files.ReadWrite.All': 'every file in every OneDrive and site. Microsoft has no finer one that shares a OneDrive',
  'Calendars.ReadWrite': 'every calendar',
  'MailboxSettings.ReadWrite': 'settings and rules of every mailbox, no mail',
  'Device.ReadWrite.All': 'every device object of the directory',
  'LicenseAssignment.ReadWrite.All': 'the licences of every user',
  'User.EnableDisableAccount.All': 'sign-in of every user who holds no admin role',
  'User.RevokeSessions.All': 'sign-out of every user',
  'User.DeleteRestore.All': 'delete and restore of every user who holds no admin role',
  'TeamsAppInstallation.ReadWriteSelfForUser.All': 'installs Farewell itself and no other app, for anybody',
};

/** A call for which Microsoft names a lesser permission than Farewell asks for. */
export interface Deviation {
  /** Method and path, as Microsoft's description of Graph names them. */
  readonly call: string;
  readonly taken: string;
  readonly why: string;
}

const moreThanBasics = 'the basic profile has neither account state nor synchronization, licences or department';
const unreadableKinds = 'it lists what it may not read without its properties, so that a role would go unseen';
const namesOthers = 'the lesser one that is named is for other kinds of objects, or leaves out names';

/** Every such call, checked against Microsoft's description in the tests. */
export const deviations: readonly Deviation[] = [
  { call: 'GET /users', taken: 'User.Read.All', why: moreThanBasics },
  { call: 'GET /users/{user-id}', taken: 'User.Read.All', why: moreThanBasics },
  { call: 'GET /users/{user-id}/transitiveMemberOf', taken: 'Directory.Read.All', why: unreadableKinds },
  { call: 'POST /users/{user-id}/checkMemberObjects', taken: 'GroupMember.Read.All', why: namesOthers },
  { call: 'GET /groups/{group-id}/members', taken: 'GroupMember.Read.All', why: namesOthers },
  {
    call: 'PATCH /users/{user-id}',
    taken: 'User.EnableDisableAccount.All',
    why: 'less than the one named: enough for the one property that is changed',
  },
  {
    call: 'GET /users/{user-id}/teamwork/installedApps/{userScopeTeamsAppInstallation-id}/chat',
    taken: 'TeamsAppInstallation.ReadWriteSelfForUser.All',
    why: 'it is needed for the installation anyway, and reaches one app instead of all',
  },
  {
    call: 'GET /organization',
    taken: 'Directory.Read.All',
    why: 'only `npm run doctor` asks, for the tenant’s name; what is there already is enough',
  },
];
