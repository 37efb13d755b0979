/** Writes docs/rights.md from the table of rights that the tests go by. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { page, rightsPage } from '../test/support/rightsPage.ts';

const file = path.join(import.meta.dirname, '..', page);
await writeFile(file, await rightsPage());
console.log(`${page} is what the table says.`);
