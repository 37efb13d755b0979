import { takeViolations } from './contract.ts';
import { startPostgres, type Postgres } from './postgres.ts';

/** Tells the workers of a parallel run where the PostgreSQL is that they share. */
export const serverVariable = 'FAREWELL_TEST_POSTGRES';

const running: { postgres?: Postgres } = {};

/** Once for the whole run, before any worker starts. */
export async function mochaGlobalSetup(): Promise<void> {
  running.postgres = await startPostgres();
  process.env[serverVariable] = running.postgres.url;
}

export async function mochaGlobalTeardown(): Promise<void> {
  await running.postgres?.stop();
}

export const mochaHooks = {
  /** Whatever passed between Farewell and the tenant in a test was as Microsoft describes it, or the test fails. */
  afterEach() {
    const violations = takeViolations();
    if (violations.length > 0) throw new Error(`Against Microsoft's description:\n${violations.join('\n')}`);
  },
};
