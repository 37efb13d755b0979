// Loaded into the Playground before its own code.
import { Server } from 'node:net';
import process from 'node:process';

const listen = Server.prototype.listen;

// It listens on all addresses, and has no option for another one.
Server.prototype.listen = function listenOnLoopback(...args) {
  const [port, ...rest] = args;
  const isPort = typeof port === 'number' || typeof port === 'string';
  return isPort && typeof rest[0] !== 'string'
    ? listen.call(this, port, '127.0.0.1', ...rest)
    : listen.apply(this, args);
};

// A sandbox that is killed can't stop it: the channel to its parent closes, and so does it.
process.on('disconnect', () => process.exit(0));
