import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const appPackage = path.join(import.meta.dirname, '..', 'appPackage');
const icons = [
  { name: 'color', size: 192 },
  { name: 'outline', size: 32 },
] as const;

/** Draws `icons/<name>.svg` as `<name>.png`, on nothing: what the SVG leaves open stays transparent. */
async function draw(browser: Browser, { name, size }: (typeof icons)[number]): Promise<void> {
  const svg = await readFile(path.join(appPackage, 'icons', `${name}.svg`), 'utf8');
  const page = await browser.newPage({ viewport: { width: size, height: size }, deviceScaleFactor: 1 });
  await page.setContent(`<style>html, body { margin: 0; background: none } svg { display: block }</style>${svg}`);
  await page.screenshot({ path: path.join(appPackage, `${name}.png`), omitBackground: true });
  await page.close();
}

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
});
try {
  for (const icon of icons) await draw(browser, icon);
} finally {
  await browser.close();
}
