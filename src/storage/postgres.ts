import { parseIntoClientConfig } from 'pg-connection-string';

/** What pg and pg-boss connect with. */
export interface PostgresConnection {
  readonly connectionString?: string;
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly database?: string;
  readonly ssl?: boolean | object;
  readonly password?: () => Promise<string>;
}

/**
 * The connection that a connection string describes. With `password` its answer goes to the server, asked for anew at every
 * connection, and the string holds none: pg would prefer the one in the string to the function, even where it is empty.
 */
export function connectionOf(connectionString: string, password?: () => Promise<string>): PostgresConnection {
  if (password === undefined) return { connectionString };
  const parsed = parseIntoClientConfig(connectionString);
  // The parser leaves out what the string doesn't say; its type can't tell.
  return { ...(parsed as PostgresConnection), password };
}
