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
  readonly #cards: Locator;

  constructor(page: Page) {
    this.page = page;
    this.#cards = page.locator('.ac-adaptiveCard');
    page.setDefaultTimeout(patience);
  }

  /** Opens the client and waits for Farewell's greeting. */
  static async open(browser: Browser, url: string): Promise<ChatWindow> {
    // Twice the pixels, so that the pictures of cards can be read when they are shown smaller.
    const page = await browser.newPage({ viewport: { width: 1280, height: 1400 }, deviceScaleFactor: 2 });
    const window = new ChatWindow(page);
    await page.goto(url);
    await window.#cards.first().waitFor();
    return window;
  }

  /** Writes a message and waits for the first answer; Farewell leaves none without one. */
  async say(text: string): Promise<void> {
    const before = await this.#messages().count();
    // The log beside the chat can be edited too, but is no text box.
    const box = this.page.locator('[role="textbox"][contenteditable="true"]');
    await box.click();
    await box.pressSequentially(text);
    await this.page.keyboard.press('Enter');
    await this.#messages().nth(before).waitFor();
  }

  /** Waits until the newest card says this; answers that card. */
  async card(text: string | RegExp): Promise<Locator> {
    const card = this.#cards.last().filter({ hasText: text });
    await card.waitFor();
    return card;
  }

  /** Waits until a card, not the newest perhaps, says this; answers the last such card. */
  async cardAbove(text: string | RegExp): Promise<Locator> {
    const card = this.#cards.filter({ hasText: text }).last();
    await card.waitFor();
    return card;
  }

  /** Waits until Farewell said this somewhere in the chat. */
  async reads(text: string | RegExp): Promise<void> {
    await this.#messages().filter({ hasText: text }).last().waitFor();
  }

  /** Waits until the newest message of Farewell, a card or a sentence, says this. */
  async hears(text: string | RegExp): Promise<void> {
    await this.#messages().last().filter({ hasText: text }).waitFor();
  }

  /**
   * Presses the last button with this title and waits until Farewell has answered; answers the press, to be sent once
   * more. Until then the card is drawn anew, and what is typed on it meanwhile gets lost.
   */
  async press(title: string): Promise<Press> {
    const answered = this.page.waitForResponse((response) => response.url().endsWith('/invoke'));
    await this.#cards.getByRole('button', { name: title, exact: true }).last().click();
    const response = await answered;
    await response.finished();
    await this.page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    const request = response.request();
    return { url: request.url(), body: request.postDataJSON() as unknown };
  }

  /** A press that arrives once more, as from a device that still shows the card as it was. */
  async pressAgain({ url, body }: Press): Promise<void> {
    await this.page.request.post(url, { data: body });
  }

  /** Whether any card in the chat still has this button. */
  async offers(title: string): Promise<boolean> {
    return (await this.#cards.getByRole('button', { name: title, exact: true }).count()) > 0;
  }

  /** The last field with this label. */
  field(label: string | RegExp): Locator {
    return this.#cards.getByLabel(label, { exact: true }).last();
  }

  async fill(label: string | RegExp, value: string): Promise<void> {
    await this.field(label).fill(value);
  }

  /** Ticks the last box, switch or choice with this label; `isOn` false: takes the tick back. */
  async tick(label: string | RegExp, isOn = true): Promise<void> {
    await this.#box(label).setChecked(isOn);
  }

  async isTicked(label: string): Promise<boolean> {
    return this.#box(label).isChecked();
  }

  /** By its role: of a list of several choices the client gives each more than its own label. */
  #box(name: string | RegExp): Locator {
    const boxes = this.#cards.getByRole('checkbox', { name }).or(this.#cards.getByRole('radio', { name }));
    return boxes.last();
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path });
  }

  /** What Farewell said; a person's own messages name no author. */
  #messages(): Locator {
    const { page } = this;
    const header = page.getByLabel('Message header').filter({ has: page.getByLabel('Message author') });
    return header.locator('xpath=..');
  }
}

/** What the client sent when a button was pressed. */
export interface Press {
  readonly url: string;
  readonly body: unknown;
}
