import type { IncomingMessage, Server } from 'node:http';

/** What has been begun and has not ended. */
export interface UnderWay {
  /** Counts it until it ends, however it ends. */
  add(work: Promise<unknown>): void;
  /** Resolves once nothing is under way. */
  ended(): Promise<void>;
}

/** Keeps count of work that whoever stops has to wait for. */
export function createUnderWay(): UnderWay {
  const all = new Set<Promise<unknown>>();
  return {
    add: (work) => {
      const ended = Promise.allSettled([work]).finally(() => all.delete(ended));
      all.add(ended);
    },
    ended: async () => {
      while (all.size > 0) await Promise.all(all);
    },
  };
}

/** The closing of a door. */
export interface Closing {
  /** Waits for this as well as for the answer: a turn goes on when the client no longer waits for it. */
  readonly turns: UnderWay;
  /**
   * Answers for `stillMs` what still arrives, each answer with the word that the connection ends with it, so that a balancer
   * looks for another replica. Then takes nothing new, cuts off requests that go on arriving, and resolves when all that is under
   * way has been answered.
   */
  close(stillMs: number): Promise<void>;
}

/** For what is still arriving when the door closes: Node looks at its own time limits no more then. */
const usualArrivalMs = 3000;

/** Prepares a server that listens, or is about to, for its closing. */
export function prepareClosing(server: Server, arrivalMs = usualArrivalMs): Closing {
  const [turns, answers] = [createUnderWay(), createUnderWay()];
  const requests = new Set<IncomingMessage>();
  const state = { closing: false };
  // Before restify's own listener, which may answer at once.
  server.prependListener('request', (request, response) => {
    if (state.closing) response.setHeader('Connection', 'close');
    requests.add(request);
    response.once('close', () => requests.delete(request));
    answers.add(new Promise((resolve) => response.once('close', resolve)));
  });
  return {
    turns,
    close: async (stillMs) => {
      state.closing = true;
      if (stillMs > 0) await new Promise((resolve) => setTimeout(resolve, stillMs));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const cutOff = setTimeout(() => {
        for (const request of requests) if (!request.complete) request.destroy();
      }, arrivalMs);
      await Promise.all([answers.ended(), turns.ended()]);
      clearTimeout(cutOff);
      // Those on which nobody has asked anything yet would be waited for without end.
      server.closeAllConnections();
      await closed;
    },
  };
}
