import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

/** Chromium without the background talk of a desktop browser. */
export function launchBrowser(): Promise<Browser> {
  const flags = [
    'no-sandbox',
    'disable-gpu',
    'disable-quic',
    'no-first-run',
    'disable-background-networking',
    'disable-component-update',
    'disable-sync',
  ];
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: flags.map((flag) => `--${flag}`) });
}

const patience = 20_000;

/** The Playground's window, used the way a person uses it: read, type, press. */
export class ChatWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(patience);
  }

  static async open(browser: Browser, url: string): Promise<ChatWindow> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    await page.goto(url);
    const window = new ChatWindow(page);
    await page.getByText('Connected.').waitFor({ timeout: patience });
    return window;
  }

  async say(text: string): Promise<void> {
    const box = this.page
      .getByPlaceholder(/type a message/i)
      .or(this.page.locator('[contenteditable="true"]'))
      .first();
    await box.click();
    await box.pressSequentially(text);
    await this.page.keyboard.press('Enter');
  }

  /** The last button with this title in the chat. */
  async press(title: string): Promise<void> {
    await this.page.getByRole('button', { name: title, exact: true }).last().click();
  }

  /** Fills the last field with this label. */
  async fill(label: string | RegExp, value: string): Promise<void> {
    await this.page.getByLabel(label).last().fill(value);
  }

  async choose(label: RegExp): Promise<void> {
    await this.page.getByLabel(label).last().check();
  }

  /** Waits until the text can be read somewhere in the chat. */
  async reads(text: string | RegExp): Promise<Locator> {
    const found = this.page.getByText(text).last();
    await found.waitFor({ timeout: patience });
    return found;
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path });
  }

  /** A picture of the last card alone. */
  async cardScreenshot(path: string): Promise<void> {
    await this.page.locator('.ac-adaptiveCard').last().screenshot({ path });
  }
}
