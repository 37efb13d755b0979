import { connect, type Socket } from 'node:net';

/** A connection on which a test writes what it likes, byte by byte. */
export interface RawConnection {
  readonly socket: Socket;
  /** What has arrived so far. */
  readonly received: () => string;
  /** Resolves with all that arrived once the other side has ended the connection; rejects after `withinMs`. */
  ended(withinMs?: number): Promise<string>;
}

export function openRaw(url: string): RawConnection {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: string[] = [];
  const received = () => chunks.join('');
  socket.on('data', (chunk) => chunks.push(chunk.toString()));
  // A reset ends the connection as well; whether it was right is for the test to say.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return {
    socket,
    received,
    async ended(withinMs = 5000) {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error(`still open after ${withinMs} ms`)), withinMs);
      await Promise.race([closed, late.promise]);
      clearTimeout(timer);
      return received();
    },
  };
}
