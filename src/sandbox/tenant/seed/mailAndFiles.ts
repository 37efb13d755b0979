import type { Bag, Mailbox } from '../state.ts';
import { guid } from './guid.ts';
import { identityOf } from './ids.ts';
import type { StaffRow } from './staff.ts';

export function mailboxFrom(row: StaffRow): Mailbox {
  return {
    timeZone: row.timeZone ?? 'W. Europe Standard Time',
    userPurpose: row.mailbox ?? 'user',
    dateFormat: 'd-M-yyyy',
    timeFormat: 'HH:mm',
    language: {
      locale: row.country === undefined ? 'nl-NL' : 'en-GB',
      displayName: row.country === undefined ? 'Nederlands (Nederland)' : 'English (United Kingdom)',
    },
    automaticRepliesSetting: {
      status: 'disabled',
      externalAudience: 'none',
      internalReplyMessage: '',
      externalReplyMessage: '',
    },
  };
}

export function driveFrom(row: StaffRow): Bag {
  const { id, displayName } = identityOf(row);
  const used = row.driveUsed ?? 627_776;
  const total = 1_099_511_627_776;
  const site = row.alias.replaceAll('.', '_');
  return {
    id: `b!${guid(`drive/${row.key}`).replaceAll('-', '')}`,
    driveType: 'business',
    name: 'OneDrive',
    webUrl: `https://contoso-my.sharepoint.example/personal/${site}_contoso_example/Documents`,
    owner: { user: { id, displayName } },
    quota: { deleted: 0, remaining: total - used, state: 'normal', total, used },
  };
}
