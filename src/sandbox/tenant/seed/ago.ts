/** The moment so many days before the seed, in whole seconds as the directory keeps them. */
export type Ago = (days: number) => string;

export function agoFrom(now: Date): Ago {
  return (days) => `${new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 19)}Z`;
}
