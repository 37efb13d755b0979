import type { Log } from '../log.ts';
import type { Destinations } from './exporters.ts';
import { noTelemetry, type Telemetry } from './telemetry.ts';

export interface TelemetryOptions extends Destinations {
  /** How often metrics are sent. */
  readonly metricsEveryMs: number;
  readonly log: Log;
  readonly service: { readonly version: string; readonly instanceId: string };
}

/** Starts to measure where a destination is given; else nothing is measured, and OpenTelemetry's SDK is not even loaded. */
export async function openTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { otlpEndpoint, azureConnectionString } = options;
  if (otlpEndpoint === undefined && azureConnectionString === undefined) return noTelemetry;
  const [{ exportersFor }, { createTelemetry }] = await Promise.all([import('./exporters.ts'), import('./sdk.ts')]);
  return createTelemetry({ ...options, exporters: await exportersFor(options) });
}
