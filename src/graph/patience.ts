export interface Patience {
  /** Waits so many seconds; false, at once, where that would be beyond what this call may take. */
  wait(seconds: number): Promise<boolean>;
}

/** So many seconds of waiting in all, done through `pause`. */
export function createPatience(pause: (milliseconds: number) => Promise<void>, seconds: number): Patience {
  let left = seconds;
  return {
    async wait(wanted) {
      if (wanted > left) return false;
      left -= wanted;
      if (wanted > 0) await pause(wanted * 1000);
      return true;
    },
  };
}
