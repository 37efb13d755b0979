import { isLoopback } from './addresses.ts';
import type { Reading } from './schema.ts';

/** What DATABASE_AUTH=entra needs: the bot's own identity, a server, a user, no password beside the token, and TLS. */
export function databaseFaults({ values, isGiven }: Reading): string[] {
  if (values.DATABASE_AUTH !== 'entra') return [];
  return [
    ...(['BOT_ID', 'DATABASE_URL'] as const).filter((name) => !isGiven(name)).map((name) => `${name} is missing`),
    ...(values.DATABASE_URL === undefined ? [] : urlFaults(values.DATABASE_URL)),
  ];
}

function urlFaults(connectionString: string): string[] {
  const url = new URL(connectionString.replace('@/', '@socket/'));
  // As pg reads them: what stands in the query wins over what stands before it, and the last of a name.
  const { user = url.username, password = url.password, host, sslmode } = Object.fromEntries(url.searchParams);
  const isHere = host === undefined ? isLoopback(url.href) : host.startsWith('/');
  return [
    ...(user ? [] : ['holds no user: with DATABASE_AUTH=entra the name of the bot’s role in the database']),
    ...(password ? ['holds a password, although DATABASE_AUTH is entra'] : []),
    // With verify-full alone pg checks the server's certificate whatever its release and the other parameters.
    ...(isHere || sslmode === 'verify-full' ? [] : ['must end with ?sslmode=verify-full: a token is sent with it']),
  ].map((fault) => `DATABASE_URL: ${fault}`);
}
