import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { Log } from '../log.ts';

interface Exporting<T> {
  export(items: T, done: (result: ExportResult) => void): void;
}

/** Lets the exporter log when its batches stop arriving, and when they arrive again; not each batch. */
export function reported<T, E extends Exporting<T>>(
  exporter: E & Exporting<T>,
  log: Log,
  what: { to: string; signal: string },
): E {
  const state = { failing: false };
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) => {
    send(items, (result) => {
      const failing = result.code === ExportResultCode.FAILED;
      if (failing && !state.failing) log.warn({ ...what, err: result.error }, 'telemetry does not arrive');
      if (!failing && state.failing) log.info(what, 'telemetry arrives again');
      state.failing = failing;
      done(result);
    });
  };
  return exporter;
}
