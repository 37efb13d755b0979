/** Time, ids and waiting, passed in so that tests own them. */
export interface Ambient {
  now(): Date;
  newId(): string;
  /** Resolves after so many milliseconds; the patience between two reads of an eventually consistent directory. */
  pause(milliseconds: number): Promise<void>;
}
