import assert from 'node:assert/strict';
import { connectionOf, type PostgresConnection } from '../../src/storage/postgres.ts';

const password = (): Promise<string> => Promise.resolve('token');

describe('A PostgreSQL connection', () => {
  it('with a password in its string is left to pg', () => {
    const connectionString = 'postgres://farewell:secret@db.example:5433/farewell?sslmode=verify-full';
    assert.deepEqual(connectionOf(connectionString), { connectionString });
  });

  const strings: readonly { title: string; url: string; means: Partial<PostgresConnection> }[] = [
    {
      title: 'as Azure’s deployment writes it',
      url: 'postgres://id-farewell@db.postgres.database.azure.com:5432/farewell?sslmode=verify-full',
      means: { user: 'id-farewell', host: 'db.postgres.database.azure.com', port: 5432, database: 'farewell', ssl: {} },
    },
    {
      title: 'with a role’s name that is percent-encoded, and pg’s own port',
      url: 'postgres://Farewell%20bot%40contoso@db.example/farewell?sslmode=verify-full',
      means: { user: 'Farewell bot@contoso', host: 'db.example', database: 'farewell', ssl: {} },
    },
    {
      title: 'on this machine, without TLS',
      url: 'postgres://bot@127.0.0.1/db',
      means: { user: 'bot', host: '127.0.0.1', database: 'db' },
    },
  ];
  for (const { title, url, means } of strings) {
    it(`with a token is the string’s parts and the token: ${title}`, () => {
      const connection = connectionOf(url, password);
      assert.equal(connection.password, password);
      assert.equal(connection.connectionString, undefined);
      const { host, port, user, database, ssl } = connection;
      const verified = ssl === undefined ? {} : { ssl: { ...Object(ssl) } };
      const parts = JSON.parse(JSON.stringify({ host, port, user, database, ...verified }));
      assert.deepEqual(parts, means);
    });
  }
});
