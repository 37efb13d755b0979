export interface Patience {
  /** Waits so many seconds; false, at once, where that would be beyond what this call may take. */
  wait(seconds: number): Promise<boolean>;
}

interface Measure {
  /** Most waiting, in all. */
  readonly seconds: number;
  /** Told of each wait before it begins. */
  readonly waited: (seconds: number) => void;
}

/** So many seconds of waiting in all, done through `pause`. */
export function createPatience(pause: (milliseconds: number) => Promise<void>, { seconds, waited }: Measure): Patience {
  let left = seconds;
  return {
    async wait(wanted) {
      if (wanted > left) return false;
      left -= wanted;
      if (wanted <= 0) return true;
      waited(wanted);
      await pause(wanted * 1000);
      return true;
    },
  };
}
