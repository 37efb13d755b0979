import { context, SpanStatusCode, trace, type Histogram, type Meter, type Span, type Tracer } from '@opentelemetry/api';
import { asFarewellError } from '../errors.ts';
import { inLogContext } from '../log.ts';
import { graphWait, operations, type OperationInstrument } from './instruments.ts';
import type { End, Labels, OperationKind, Telemetry } from './telemetry.ts';

/** The two ways to measure, over one tracer and one meter. */
export function measuringWith(tracer: Tracer, meter: Meter): Pick<Telemetry, 'measure' | 'waited'> {
  const histograms = Object.fromEntries(
    Object.entries(operations).map(([kind, instrument]) => [kind, histogramOn(meter, instrument)]),
  ) as Record<OperationKind, Histogram>;
  const waits = histogramOn(meter, graphWait);
  return {
    measure: async ({ kind, labels, ids = {} }, work) => {
      const { spanKind, spanName } = operations[kind];
      const span = tracer.startSpan(spanName(labels, ids), { kind: spanKind, attributes: { ...labels, ...ids } });
      const startedAt = performance.now();
      const atEnd = { ...labels };
      const tell = (end: End) => note(span, atEnd, end);
      try {
        return await within(span, () => work(tell));
      } catch (error) {
        tell({ error: asFarewellError(error).code });
        throw error;
      } finally {
        histograms[kind].record((performance.now() - startedAt) / 1000, atEnd);
        span.end();
      }
    },
    waited: (seconds) => waits.record(seconds),
  };
}

type HistogramInstrument = Pick<OperationInstrument, 'metric' | 'description' | 'bounds'>;

function histogramOn(meter: Meter, { metric, description, bounds }: HistogramInstrument): Histogram {
  const advice = { explicitBucketBoundaries: [...bounds] };
  return meter.createHistogram(metric, { description, unit: 's', advice });
}

/** What is started meanwhile is a child of the span, and lines of the log name its trace. */
function within<T>(span: Span, work: () => Promise<T>): Promise<T> {
  const { traceId } = span.spanContext();
  return inLogContext({ traceId }, () => context.with(trace.setSpan(context.active(), span), work));
}

/** The code alone of an error: its message may quote Graph, and with it a person. */
function note(span: Span, atEnd: Record<string, Labels[string]>, { labels = {}, ids = {}, error }: End): void {
  const all = error === undefined ? labels : { ...labels, 'error.type': error };
  Object.assign(atEnd, all);
  span.setAttributes({ ...all, ...ids });
  if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
}
