// Loaded into the Playground before its own code: it listens on all addresses, and has no option for another one.
import { Server } from 'node:net';

const listen = Server.prototype.listen;

Server.prototype.listen = function listenOnLoopback(...args) {
  const [port, ...rest] = args;
  const isPort = typeof port === 'number' || typeof port === 'string';
  return isPort && typeof rest[0] !== 'string'
    ? listen.call(this, port, '127.0.0.1', ...rest)
    : listen.apply(this, args);
};
