import { readdir, rename, readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as talk from './talk.ts';
import { textsOf } from '../../src/i18n/text.ts';
import { Scene } from './sandbox.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';

const scene = new Scene();
await scene.open();

const ctx: any = { scene, talk, en: textsOf('en'), nl: textsOf('nl'), people: sandboxPeople };
ctx.m = scene.manager;
ctx.a = scene.approver;
ctx.shot = async (card: any, name: string) =>
  card.screenshot({ path: `/tmp/look/${name}.png`, animations: 'disabled' });
ctx.last = (w: any) => w.page.locator('.ac-adaptiveCard').last();
ctx.texts = async (w: any, n: number) => {
  const all = await w.page.locator('[aria-label="Message header"]').locator('xpath=..').allInnerTexts();
  return all.slice(-n).join('\n-----\n');
};
await scene.keepTraces('look');
const log = await readFile('test-results/look.log', 'utf8');
ctx.graph = /directory\s+(\S+)/.exec(log)?.[1];
console.log('ready', ctx.graph);
let stop = false;
process.on('SIGTERM', () => {
  stop = true;
});
while (!stop) {
  const files = (await readdir('/tmp/look/cmd')).filter((f) => f.endsWith('.js')).sort();
  for (const f of files) {
    const src = await readFile(`/tmp/look/cmd/${f}`, 'utf8');
    await rename(`/tmp/look/cmd/${f}`, `/tmp/look/cmd/${f}.done`);
    const out: string[] = [];
    ctx.log = (...x: any[]) => out.push(x.map((y) => (typeof y === 'string' ? y : JSON.stringify(y))).join(' '));
    try {
      const fn = new (Object.getPrototypeOf(async () => {}).constructor)(
        'c',
        `with(c){ return (async()=>{${src}\n})() }`,
      );
      await fn(ctx);
      out.push('OK');
    } catch (e) {
      out.push('ERR ' + String((e as Error).stack));
      await scene.keepTraces('look');
    }
    await writeFile(`/tmp/look/${f}.out`, out.join('\n') + '\n');
  }
  await sleep(150);
}
await scene.close();
