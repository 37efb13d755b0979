/** Where a command writes: what was asked for, and what is said about it. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/** The process's own. */
export const terminal: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};
