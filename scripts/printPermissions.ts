/** Writes docs/permissions.md from what the steps and reads say that they need. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { page, permissionsPage } from './permissionsPage.ts';

const file = path.join(import.meta.dirname, '..', page);
await writeFile(file, await permissionsPage());
console.log(`${page} is what the steps say.`);
