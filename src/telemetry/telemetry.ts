import type { MeterProvider, TextMapPropagator, TracerProvider } from '@opentelemetry/api';

export type OperationKind = 'turn' | 'run' | 'step' | 'graph-call';

/** Ids, codes and numbers by their attribute names; never what names a person. */
export type Labels = Readonly<Record<string, string | number | boolean>>;

/** A piece of work that is timed. */
export interface Operation {
  readonly kind: OperationKind;
  /** On the span and on the metric: codes, each of few values, since every combination is a series of its own. */
  readonly labels: Labels;
  /** On the span alone. */
  readonly ids?: Labels;
}

/** What is known of an operation only at its end. */
export interface End {
  readonly labels?: Labels;
  readonly ids?: Labels;
  /** That it failed although nothing was thrown; a code. */
  readonly error?: string;
}

export type GaugeName = 'farewell.queue.age' | 'farewell.approvals.waiting' | 'farewell.approvals.age';

export interface Reading {
  readonly gauge: GaugeName;
  readonly value: number;
  readonly labels?: Labels;
}

/** What the queue makes its own spans and metrics with, and writes a trace into a job with. */
export interface Providers {
  readonly tracerProvider: TracerProvider;
  readonly meterProvider: MeterProvider;
  readonly propagator: TextMapPropagator;
}

export interface Telemetry {
  /** Times `work`, as a span within the present one and in the histogram of its kind. Throws what `work` throws. */
  measure<T>(operation: Operation, work: (tell: (end: End) => void) => Promise<T>): Promise<T>;
  /** Counts seconds in which Microsoft Graph had us wait. */
  waited(seconds: number): void;
  /** From now on `read` is asked for the gauges at each export; one that rejects is logged and leaves them out. */
  observe(read: () => Promise<readonly Reading[]>): void;
  /** undefined: nothing is measured. */
  readonly providers: Providers | undefined;
  /** Sends what is left, and gives up after a few seconds; never rejects. */
  stop(): Promise<void>;
}

/** Measures nothing, and loads nothing that could. */
export const noTelemetry: Telemetry = {
  measure: (_operation, work) => work(() => undefined),
  waited: () => undefined,
  observe: () => undefined,
  providers: undefined,
  stop: () => Promise.resolve(),
};
