import { setTimeout as delay } from 'node:timers/promises';
import { context, type Meter } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { detectResources, envDetector, resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Log } from '../log.ts';
import type { Exporters } from './exporters.ts';
import { gauges } from './instruments.ts';
import { measuringWith } from './measuring.ts';
import { reported } from './reported.ts';
import type { GaugeName, Telemetry } from './telemetry.ts';

export interface SdkOptions {
  readonly exporters: readonly Exporters[];
  readonly metricsEveryMs: number;
  readonly log: Log;
  /** Who reports: the release, and one id for each process. */
  readonly service: { readonly version: string; readonly instanceId: string };
}

/** Most time that the end of the process spends on what is not sent yet; a receiver that is away must not hold it up. */
const flushWithinMs = 1_500;

const longestExportMs = 30_000;

/** Telemetry over OpenTelemetry's SDK. Nothing of it is global but the way a context follows asynchronous calls. */
export function createTelemetry({ exporters, metricsEveryMs, log, service }: SdkOptions): Telemetry {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const resource = resourceOf(service);
  const tracerProvider = new TracerProvider({
    resource,
    spanProcessors: exporters.map(
      ({ to, spans }) => new BatchSpanProcessor({ exporter: reported(spans, log, { to, signal: 'traces' }) }),
    ),
  });
  const meterProvider = new MeterProvider({
    resource,
    readers: exporters.map(
      ({ to, metrics }) =>
        new PeriodicExportingMetricReader({
          exporter: reported(metrics, log, { to, signal: 'metrics' }),
          exportIntervalMillis: metricsEveryMs,
          exportTimeoutMillis: Math.min(metricsEveryMs, longestExportMs),
        }),
    ),
  });
  const meter = meterProvider.getMeter('farewell', service.version);
  return {
    ...measuringWith(tracerProvider.getTracer('farewell', service.version), meter),
    observe: (read) => observeOn(meter, read, log),
    providers: { tracerProvider, meterProvider, propagator: new W3CTraceContextPropagator() },
    stop: () => flush([tracerProvider, meterProvider], log),
  };
}

/** OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win. */
function resourceOf({ version, instanceId }: SdkOptions['service']): Resource {
  const own = resourceFromAttributes({
    'service.name': 'farewell',
    'service.version': version,
    'service.instance.id': instanceId,
  });
  return own.merge(detectResources({ detectors: [envDetector] }));
}

function observeOn(meter: Meter, read: Parameters<Telemetry['observe']>[0], log: Log): void {
  const observables = Object.fromEntries(
    Object.entries(gauges).map(([name, options]) => [name, meter.createObservableGauge(name, options)]),
  ) as Record<GaugeName, ReturnType<Meter['createObservableGauge']>>;
  meter.addBatchObservableCallback(async (results) => {
    try {
      for (const { gauge, value, labels } of await read()) results.observe(observables[gauge], value, labels);
    } catch (error) {
      log.warn({ err: error }, 'gauges could not be read');
    }
  }, Object.values(observables));
}

async function flush(providers: readonly { shutdown(): Promise<void> }[], log: Log): Promise<void> {
  const inTime = new AbortController();
  const flushed = Promise.allSettled(providers.map((provider) => provider.shutdown()));
  const late = delay(flushWithinMs, 'late' as const, { signal: inTime.signal, ref: true });
  const result = await Promise.race([flushed, late]);
  inTime.abort();
  if (result === 'late') log.warn('the last telemetry was not sent in time');
  else
    for (const each of result) if (each.status === 'rejected') log.warn({ err: each.reason }, 'telemetry not closed');
}
