/** `npm run package [-- --env <name>]`: makes the Teams app package, the zip that an administrator uploads. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { readAppFiles, zipApp, type Values } from './appPackage.ts';

/** The values of env/.env.<name>, as the Toolkit keeps them; what stands in the environment already wins. */
async function readValues(name: string | undefined): Promise<Values> {
  if (name === undefined) return process.env;
  return { ...parseEnv(await readFile(path.join('env', `.env.${name}`), 'utf8')), ...process.env };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function refuse(faults: readonly string[]): void {
  console.error(`The app package was not made:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  process.exitCode = 1;
}

async function makePackage(name: string | undefined): Promise<void> {
  const read = await readAppFiles(await readValues(name));
  if ('faults' in read) return refuse(read.faults);
  const file = path.join('appPackage', 'build', name === undefined ? 'appPackage.zip' : `appPackage.${name}.zip`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, zipApp(read.files));
  console.log(`The app package: ${path.resolve(file)}`);
}

try {
  await makePackage(parseArgs({ options: { env: { type: 'string' } } }).values.env);
} catch (error) {
  // A wrong argument, or no such env/.env.<name>: what Node says of either names it.
  if (!(error instanceof Error) || !/^(ERR_PARSE_ARGS_|ENOENT$)/u.test(codeOf(error))) throw error;
  refuse([error.message]);
}
