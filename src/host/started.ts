/** What has been started, to be stopped the other way round: at the end, or when a later part fails to start. */
export class Started {
  readonly #stops: (() => Promise<void> | void)[] = [];

  add(stop: () => Promise<void> | void): void {
    this.#stops.unshift(stop);
  }

  /** One that fails doesn't keep the others from being stopped; the first fault is thrown at the end. */
  async stop(): Promise<void> {
    const faults: unknown[] = [];
    for (const stop of this.#stops.splice(0)) {
      try {
        await stop();
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0) throw faults[0];
  }
}
