import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

export interface Destinations {
  /** Base address of an OTLP receiver over HTTP, without v1/traces and v1/metrics. */
  readonly otlpEndpoint?: string | undefined;
  /** Of an Application Insights resource. */
  readonly azureConnectionString?: string | undefined;
}

export interface Exporters {
  /** Where they send to; a word for the log. */
  readonly to: 'otlp' | 'azure-monitor';
  readonly spans: SpanExporter;
  readonly metrics: PushMetricExporter;
}

/** One pair of exporters for each destination that is given; only their packages are loaded. */
export async function exportersFor(destinations: Destinations): Promise<Exporters[]> {
  const { otlpEndpoint, azureConnectionString } = destinations;
  return [
    ...(otlpEndpoint === undefined ? [] : [await otlp(otlpEndpoint)]),
    ...(azureConnectionString === undefined ? [] : [await azureMonitor(azureConnectionString)]),
  ];
}

/** What else OpenTelemetry's own variables say (OTEL_EXPORTER_OTLP_HEADERS and the like), these packages read themselves. */
async function otlp(endpoint: string): Promise<Exporters> {
  const [{ OTLPTraceExporter }, { OTLPMetricExporter }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/exporter-metrics-otlp-http'),
  ]);
  return {
    to: 'otlp',
    spans: new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }),
    metrics: new OTLPMetricExporter({ url: `${endpoint}/v1/metrics` }),
  };
}

/** Without its own store on disk: what Farewell keeps is in the database or nowhere. */
async function azureMonitor(connectionString: string): Promise<Exporters> {
  const { AzureMonitorMetricExporter, AzureMonitorTraceExporter } =
    await import('@azure/monitor-opentelemetry-exporter');
  const options = { connectionString, disableOfflineStorage: true };
  return {
    to: 'azure-monitor',
    spans: new AzureMonitorTraceExporter(options),
    metrics: new AzureMonitorMetricExporter(options),
  };
}
