import type { User } from '../state.ts';

export const domain = 'contoso.example';

/** What sets one invented person apart from the others; everything else follows from it. */
export interface StaffRow extends Special {
  readonly key: string;
  readonly name: string;
  /** The part of the mail address before the @. */
  readonly alias: string;
  readonly title: string;
  readonly department: string;
  readonly reportsTo?: string;
}

interface Special {
  readonly licences?: readonly ('E3' | 'E5' | 'Project' | 'Phone')[];
  /** Service plans that are off in the licences of their own. */
  readonly plansOff?: readonly string[];
  readonly office?: string;
  readonly country?: string;
  readonly mailbox?: 'shared' | 'room' | 'none';
  /** Of the mailbox: Outlook keeps names of Windows, of IANA, or neither. */
  readonly timeZone?: string;
  readonly drive?: 'never opened';
  /** Bytes in the OneDrive. */
  readonly driveUsed?: number;
  readonly changes?: Partial<User>;
}

// A table, since a person is one line to read: key | name | alias | title | department | reports to (a key).
const headquarters = `
  ceo | Ingrid van den Berg | ingrid.vandenberg | Chief Executive Officer | Executive Office |
  director | Rashid Benali | rashid.benali | Director Commerce | Commerce | ceo
  operationsDirector | Chiara Romano | chiara.romano | Director Operations | Operations | ceo
  financeDirector | Henk Jansen | henk.jansen | Chief Financial Officer | Finance | ceo
  itDirector | Fatou Diallo | fatou.diallo | Chief Information Officer | IT | ceo
  hrDirector | Marit Postma | marit.postma | Director People and Culture | Human Resources | ceo
  noManager | Bram Kuiper | bram.kuiper | Adviser to the Board | Executive Office |`;

/** The sandbox manager and everybody below. */
const marketingLine = `
  manager | Megan Bowen | megan.bowen | Marketing Manager | Marketing | director
  leaver | Alex Wilber | alex.wilber | Marketing Specialist | Marketing | manager
  firstDaan | Daan de Vries | daan.devries | Content Designer | Marketing | manager
  accented | Zoë D'Angelo-Müller | zoe.dangelo-mueller | Brand Lead | Marketing | manager
  teamLead | Sanne Visser | sanne.visser | Team Lead Campaigns | Marketing | manager
  secondDaan | Daan de Vries | d.devries2 | Data Analyst | Customer Insights | teamLead
  indirect | Yusuf Kaya | yusuf.kaya | Campaign Specialist | Marketing | teamLead
  licensedByGroup | Li Na Chen | lina.chen | Project Coordinator | Marketing | teamLead
  eventsLead | Ruben Meijer | ruben.meijer | Team Lead Events | Events | manager
  eventsPlanner | Aïsha Mohamud | aisha.mohamud | Event Planner | Events | eventsLead
  noDrive | Joost Mulder | joost.mulder | Event Assistant | Events | eventsLead
  synced | Pieter Smit | pieter.smit | Print Production Specialist | Marketing | manager
  admin | Isaiah Langer | isaiah.langer | CRM Administrator | Marketing | manager
  roleGroupMember | Wouter Peeters | wouter.peeters | Web Specialist | Marketing | manager
  roleGroupOwner | Beatriz Souza | beatriz.souza | Digital Marketer | Marketing | manager
  restricted | Claire Dubois | claire.dubois | Press Officer | Communications | manager
  vip | Sofia Lindqvist | sofia.lindqvist | Spokesperson | Communications | manager
  blocked | Emily Braun | emily.braun | Copywriter | Marketing | manager
  shared | Marketing Inbox | marketing.inbox | Shared mailbox | Marketing | manager
  guest | Pradeep Gupta | pradeep.gupta_fabrikam.example#EXT# | Agency Consultant | Marketing | manager`;

const otherDepartments = `
  sales | Adele Vance | adele.vance | Retail Manager | Sales | director
  salesRep | Diego Siciliani | diego.siciliani | Account Executive | Sales | sales
  salesSupport | Noor El Amrani | noor.elamrani | Sales Support | Sales | sales
  outsider | Lee Gu | lee.gu | Plant Manager | Operations | operationsDirector
  logistics | Jelle Hendriks | jelle.hendriks | Logistics Planner | Operations | outsider
  quality | Olga Kowalska | olga.kowalska | Quality Engineer | Operations | outsider
  frontline | Nestor Wilke | nestor.wilke | Machine Operator | Operations | outsider
  controller | Lynne Robbins | lynne.robbins | Controller | Finance | financeDirector
  accountant | Femke Dekker | femke.dekker | Accountant | Finance | controller
  eligible | Tomasz Nowak | tomasz.nowak | Financial Systems Analyst | Finance | controller
  approver | Lidia Holloway | lidia.holloway | IT Manager | IT | itDirector
  secondApprover | Grady Archie | grady.archie | Senior Systems Engineer | IT | approver
  globalAdmin | Samir Haddad | samir.haddad | Identity Architect | IT | approver
  serviceDesk | Miriam Graham | miriam.graham | Service Desk Analyst | IT | approver
  hr | Nora van Dijk | nora.vandijk | HR Adviser | Human Resources | hrDirector
  recruiter | Kwame Mensah | kwame.mensah | Recruiter | Human Resources | hrDirector
  breakGlass | Emergency Access 1 | emergency.access1 | Break-glass account | IT |`;

/** Everything that can be the matter with a leaver, in one region; nobody of the sandbox manager's line. */
const retailLine = `
  regional | Farah Osman | farah.osman | Regional Manager | Retail | sales
  storeLead | Tim Verhoeven | tim.verhoeven | Store Manager | Retail | regional
  storeSynced | Anouk Bakker | anouk.bakker | Store Assistant | Retail | regional
  unitAdmin | Mehmet Yilmaz | mehmet.yilmaz | Regional Service Desk Analyst | IT | approver
  room | Teams Room Utrecht 3.10 | room.utrecht310 | Meeting room | Facilities |`;

const eindhoven = 'Eindhoven 1/14';
const unlicensed: Special = { licences: [], mailbox: 'none', drive: 'never opened' };

/** What is out of the ordinary about some; all others are licensed employees in Utrecht. */
const special: Readonly<Record<string, Special>> = {
  manager: { licences: ['E3', 'Project'] },
  leaver: { driveUsed: 3_412_000_000 },
  approver: { licences: ['E3', 'Project'] },
  accented: {
    office: 'Berlin 2/22',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    changes: { surname: "D'Angelo-Müller" },
  },
  secondDaan: { office: 'Amsterdam 12/120', timeZone: 'Europe/Amsterdam' },
  indirect: { timeZone: 'Customized Time Zone' },
  licensedByGroup: { office: 'Tokyo 5/51', timeZone: 'Tokyo Standard Time' },
  noDrive: { drive: 'never opened', office: 'New York 9/91', timeZone: 'America/New_York' },
  synced: { changes: { onPremisesSyncEnabled: true } },
  roleGroupMember: { country: 'BE' },
  roleGroupOwner: { country: 'PT', timeZone: 'GMT Standard Time' },
  restricted: { country: 'FR', changes: { isManagementRestricted: true } },
  vip: { country: 'SE' },
  blocked: { changes: { accountEnabled: false } },
  shared: { licences: [], mailbox: 'shared', drive: 'never opened', changes: { accountEnabled: false } },
  guest: {
    ...unlicensed,
    country: 'IN',
    changes: {
      userType: 'Guest',
      mail: 'pradeep.gupta@fabrikam.example',
      companyName: 'Fabrikam',
      externalUserState: 'Accepted',
    },
  },
  salesRep: { country: 'IT' },
  outsider: { office: eindhoven },
  logistics: { office: eindhoven },
  quality: { office: eindhoven, country: 'PL' },
  frontline: { ...unlicensed, office: eindhoven },
  eligible: { country: 'PL', timeZone: 'Central European Standard Time' },
  breakGlass: unlicensed,
  regional: { licences: ['E5'], plansOff: ['4828c8ec-dc2e-4779-b502-87ac9ce28ab7'], driveUsed: 73_400_000_000 },
  storeLead: { licences: ['Phone'] },
  storeSynced: { licences: [], changes: { onPremisesSyncEnabled: true } },
  unitAdmin: { licences: ['E5'] },
  room: { licences: [], mailbox: 'room', drive: 'never opened', changes: { isResourceAccount: true } },
};

function rowsOf(table: string): StaffRow[] {
  return table.trim().split('\n').map(rowFrom);
}

function rowFrom(line: string): StaffRow {
  const [key = '', name = '', alias = '', title = '', department = '', reportsTo = ''] = line
    .split('|')
    .map((cell) => cell.trim());
  return { key, name, alias, title, department, ...(reportsTo === '' ? {} : { reportsTo }), ...special[key] };
}

export const marketing: readonly StaffRow[] = rowsOf(marketingLine);

export const staff: readonly StaffRow[] = [
  ...rowsOf(headquarters),
  ...marketing,
  ...rowsOf(otherDepartments),
  ...rowsOf(retailLine),
];
