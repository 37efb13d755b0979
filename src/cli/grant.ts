import { processEnvironment } from '../config.ts';
import { runGrant } from './grantRun.ts';
import { terminal } from './output.ts';

process.exitCode = await runGrant(process.argv.slice(2), processEnvironment(), terminal);
