import type { SandboxPerson } from './people.ts';

export interface PlaygroundUsers {
  readonly tenantId: string;
  readonly current: SandboxPerson;
  /** The Playground refuses a file with more or fewer than five. */
  readonly others: readonly SandboxPerson[];
}

/**
 * The Playground's configuration file; JSON is YAML too. Chat ids are fixed, so that a conversation reference from before a
 * restart still fits.
 */
export function playgroundConfig(name: string, { tenantId, current, others }: PlaygroundUsers): string {
  const config = {
    version: '0.1.1',
    tenantId,
    bot: { id: 'farewell-bot', name: 'Farewell' },
    currentUser: userOf(current),
    users: others.map(userOf),
    personalChat: { id: `personal-${name}` },
    groupChat: { id: `group-${name}`, name: 'Group chat' },
    team: {
      id: `team-${name}`,
      name: 'Contoso',
      aadGroupId: '00000000-0000-4000-8000-000000000031',
      channels: [{ id: `channel-${name}`, name: 'Announcements' }],
    },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

function userOf({ id, displayName, mail }: SandboxPerson) {
  const [givenName = displayName, ...rest] = displayName.split(' ');
  return {
    id: `user-${id}`,
    name: displayName,
    // Sic: the Playground's schema spells it so.
    userPrincipleName: mail,
    aadObjectId: id,
    givenName,
    surname: rest.join(' '),
    email: mail,
  };
}
