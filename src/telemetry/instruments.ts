import { SpanKind } from '@opentelemetry/api';
import type { GaugeName, Labels, OperationKind } from './telemetry.ts';

export interface OperationInstrument {
  readonly metric: string;
  readonly description: string;
  /** Upper bounds of the histogram's buckets, in seconds. */
  readonly bounds: readonly number[];
  readonly spanKind: SpanKind;
  readonly spanName: (labels: Labels, ids: Labels) => string;
}

const upToSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const upToAnHour = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

/** How each kind of operation shows; the operating guide has the same table. */
export const operations: Readonly<Record<OperationKind, OperationInstrument>> = {
  turn: {
    metric: 'farewell.turn.duration',
    description: 'From the arrival of an activity to the end of its turn.',
    bounds: upToSeconds,
    // A person is served: Azure Monitor shows these as requests.
    spanKind: SpanKind.SERVER,
    spanName: (labels) => `turn ${String(labels['farewell.turn.kind'])}`,
  },
  run: {
    metric: 'farewell.run.duration',
    description: 'From the claim of a request to what ended its run, or this part of it.',
    bounds: upToAnHour,
    spanKind: SpanKind.INTERNAL,
    spanName: (labels) => `run ${String(labels['farewell.path'])}`,
  },
  step: {
    metric: 'farewell.step.duration',
    description: 'One step of a run, what it reads before and after its write included.',
    bounds: upToAnHour,
    spanKind: SpanKind.INTERNAL,
    spanName: (labels) => `step ${String(labels['farewell.step'])}`,
  },
  'graph-call': {
    metric: 'farewell.graph.call.duration',
    description: 'One attempt at a call to Microsoft Graph; a batch is one call.',
    bounds: upToSeconds,
    spanKind: SpanKind.CLIENT,
    spanName: (labels, ids) => `${String(labels['http.request.method'])} ${String(ids['url.template'])}`,
  },
};

export const graphWait = {
  metric: 'farewell.graph.wait.duration',
  description: 'Waiting before a call to Microsoft Graph is repeated, as asked by Retry-After or by our own back-off.',
  bounds: upToAnHour,
} as const;

/** What is read at each export. */
export const gauges: Readonly<Record<GaugeName, { readonly unit: string; readonly description: string }>> = {
  'farewell.queue.age': { unit: 's', description: 'How long the oldest job that is due has not been taken up.' },
  'farewell.approvals.waiting': { unit: '{request}', description: 'Requests that nobody has decided on.' },
  'farewell.approvals.age': { unit: 's', description: 'How long the oldest of them waits.' },
};
