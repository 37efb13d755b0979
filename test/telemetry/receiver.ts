import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { closeAtOnce, listenOnLoopback } from '../support/loopback.ts';

type Value = string | number | boolean;

export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Readonly<Record<string, Value>>;
  /** 2 is an error (OTLP: Status). */
  readonly status: number | undefined;
}

export interface ReceivedPoint {
  readonly metric: string;
  readonly unit: string;
  readonly attributes: Readonly<Record<string, Value>>;
  /** Of a gauge or a counter. */
  readonly value: number | undefined;
  /** Of a histogram. */
  readonly count: number | undefined;
  readonly sum: number | undefined;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, Value>>;
}

/** As OTLP's JSON has them (opentelemetry-proto), as far as is looked at. */
interface Traces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

interface OtlpSpan extends Pick<ReceivedSpan, 'name' | 'traceId' | 'spanId'> {
  readonly parentSpanId?: string;
  readonly attributes: readonly Attribute[];
  readonly status?: { readonly code?: number };
}

interface Metrics {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly OtlpMetric[] }[];
  }[];
}

interface OtlpMetric {
  readonly name: string;
  readonly unit: string;
  readonly histogram?: OtlpData;
  readonly gauge?: OtlpData;
  readonly sum?: OtlpData;
}

interface OtlpData {
  readonly dataPoints: readonly {
    readonly attributes?: readonly Attribute[];
    readonly asDouble?: number;
    readonly asInt?: number;
    readonly count?: number;
    readonly sum?: number;
  }[];
}

/** A stand-in for an OpenTelemetry collector that takes OTLP as JSON over HTTP. */
export interface Receiver {
  readonly url: string;
  /** Everything that arrived, as text. */
  readonly bodies: string[];
  readonly paths: string[];
  /** Waits until something has arrived after which `isSo`. */
  until(isSo: () => boolean): Promise<void>;
  spans(): ReceivedSpan[];
  points(metric?: string): ReceivedPoint[];
  resource(): Readonly<Record<string, Value>>;
  /** Answers with this status from now on; `never` takes what comes and gives no answer. */
  answer: number | 'never';
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const arrivals = new EventEmitter();
  const received: { path: string; body: unknown }[] = [];
  const state: { answer: number | 'never' } = { answer: 200 };
  const server = createServer((request, response) => {
    take(request, response).catch((error: unknown) => response.destroy(asError(error)));
  });
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    received.push({ path: request.url ?? '', body: await json(request) });
    arrivals.emit('arrival');
    if (state.answer === 'never') return;
    // Two calls: restify, in the same process, replaces writeHead by one that returns nothing.
    response.writeHead(state.answer, { 'content-type': 'application/json' });
    response.end('{}');
  }
  const url = await listenOnLoopback(server);
  const at = <T>(path: string) => received.filter((each) => each.path === path).map(({ body }) => body as T);
  return {
    url,
    get bodies() {
      return received.map(({ body }) => JSON.stringify(body));
    },
    get paths() {
      return received.map(({ path }) => path);
    },
    get answer() {
      return state.answer;
    },
    set answer(answer) {
      state.answer = answer;
    },
    until: async (isSo) => {
      while (!isSo()) await once(arrivals, 'arrival');
    },
    spans: () => at<Traces>('/v1/traces').flatMap(spansIn),
    points: (metric) =>
      at<Metrics>('/v1/metrics')
        .flatMap(pointsIn)
        .filter((point) => (metric ?? point.metric) === point.metric),
    resource: () => attributesOf(at<Traces>('/v1/traces')[0]?.resourceSpans[0]?.resource.attributes),
    close: () => closeAtOnce(server),
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function spansIn({ resourceSpans }: Traces): ReceivedSpan[] {
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map(({ attributes, status, ...span }) => ({
      ...span,
      parentSpanId: span.parentSpanId,
      attributes: attributesOf(attributes),
      status: status?.code,
    }));
}

function pointsIn({ resourceMetrics }: Metrics): ReceivedPoint[] {
  return resourceMetrics
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ name, unit, histogram, gauge, sum }) =>
      (histogram ?? gauge ?? sum)?.dataPoints.map((point) => ({
        metric: name,
        unit,
        attributes: attributesOf(point.attributes),
        value: point.asDouble ?? point.asInt,
        count: point.count,
        sum: point.sum,
      })),
    )
    .filter((point) => point !== undefined);
}

function attributesOf(attributes: readonly Attribute[] = []): Record<string, Value> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0] ?? '']));
}
