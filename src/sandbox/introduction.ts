import { sandboxPeople } from './people.ts';

export interface Started {
  readonly url: string;
  readonly graphUrl: string;
  readonly ownTenant: boolean;
  readonly dataDir: string;
  readonly playgrounds: { readonly manager: string; readonly approver: string } | undefined;
}

/** What the sandbox prints once all of it runs: where to look, who is who, and what to try. */
export function introduction({ url, graphUrl, ownTenant, dataDir, playgrounds }: Started): string {
  const { manager, approver, leaver, firstDaan, accented } = sandboxPeople;
  const started = [
    'Farewell sandbox: everything runs on this machine, nothing real is touched.',
    '',
    `  bot         ${url}/api/messages`,
    `  directory   ${graphUrl} (${ownTenant ? 'simulated tenant' : 'from GRAPH_BASE_URL'})`,
    `  data        ${dataDir}`,
  ];
  const clients =
    playgrounds === undefined
      ? ['  clients     none (SANDBOX_PLAYGROUND=off)']
      : [
          `  manager     ${playgrounds.manager}   you are ${manager.displayName}`,
          `  approver    ${playgrounds.approver}   you are ${approver.displayName}`,
        ];
  const first = playgrounds === undefined ? [] : ['Open both addresses in a browser, then try:', ''];
  const tries = [
    `  1. As the manager write: offboard ${leaver.displayName}. Choose keep, Now, Confirm; approve it as the approver.`,
    `  2. Write: offboard ${firstDaan.displayName}. There are two of them: choose one, then delete.`,
    `  3. In Dutch: ${accented.displayName} vertrekt morgen om 17:00. ("language English" goes back.)`,
  ];
  return [
    ...started,
    ...clients,
    '',
    ...first,
    ...tries,
    '',
    'Ctrl-C ends all of it. "npm run sandbox -- --reset" starts afresh.',
  ].join('\n');
}
