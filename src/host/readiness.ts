/** For so long an answer is good: a balancer asks every few seconds, and strangers may ask as often as they like. */
const goodForMs = 2000;

/** Asks at most once in that time, and never twice at once, however many want to know. Rejects where `look` does. */
export function shared<T>(look: () => Promise<T>, now: () => Date): () => Promise<T> {
  const last: { answer?: Promise<T>; endedAt?: number } = {};
  const isGood = () => last.endedAt === undefined || Math.abs(now().getTime() - last.endedAt) < goodForMs;
  return () => {
    if (last.answer !== undefined && isGood()) return last.answer;
    delete last.endedAt;
    last.answer = look().finally(() => {
      last.endedAt = now().getTime();
    });
    return last.answer;
  };
}
