import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { approveAndRun, askFor, startCast, type Asked, type Cast } from '../support/journey.ts';
import { startReceiver, type ReceivedPoint, type ReceivedSpan, type Receiver } from './receiver.ts';

describe('what a receiver of OpenTelemetry gets of a keep', () => {
  let receiver: Receiver;
  let asked: Asked;
  let spans: ReceivedSpan[];
  let everyone: string[];
  let stoppedInMs: number;
  let logged: string[];
  let clientRequestIds: string[];

  before(async () => {
    receiver = await startReceiver();
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_METRIC_EXPORT_INTERVAL: '1000' };
    const cast = await startCast({ environment });
    everyone = Object.values(cast.world.tenant.state.users).flatMap(({ displayName, mail, userPrincipalName }) =>
      [displayName, mail ?? '', userPrincipalName].filter((word) => word !== ''),
    );
    await live(cast);
    const startedAt = performance.now();
    await cast.world.close();
    stoppedInMs = performance.now() - startedAt;
    spans = receiver.spans();
    ({ logged } = cast.world);
    clientRequestIds = cast.world.tenant.calls.flatMap(({ clientRequestId }) => clientRequestId ?? []);
  });
  after(() => receiver.close());

  /** A search that is throttled, a keep that runs to its receipt, and an export of the gauges while the request waits. */
  async function live(cast: Cast): Promise<void> {
    const { world, approver } = cast;
    world.tenant.fault({ path: '^/\\$batch$', answer: { status: 429, retryAfter: 7 } });
    asked = await askFor(cast, { path: 'keep', reason: 'Zwangerschapsverlof-Xylofoon' });
    await receiver.until(() => gauge('farewell.approvals.waiting')?.value === 1);
    await approveAndRun(cast, asked);
    await approver.say('pending');
  }

  const gauge = (name: string): ReceivedPoint | undefined => receiver.points(name).at(-1);
  const named = (name: string): ReceivedSpan => {
    const found = spans.find((span) => span.name === name);
    return found ?? assert.fail(`no span "${name}" among ${[...new Set(spans.map((span) => span.name))].join(', ')}`);
  };
  const parentOf = ({ parentSpanId }: ReceivedSpan) => spans.find(({ spanId }) => spanId === parentSpanId);

  it('says who reports', () => {
    const { 'service.name': name, 'service.version': version, 'service.instance.id': instance } = receiver.resource();
    assert.equal(name, 'farewell');
    assert.match(String(version), /^\d+\.\d+\.\d+$/);
    assert.match(String(instance), /^[\da-f-]{36}$/);
  });

  it('one trace leads from the approving click over the job and the run to each call to Graph', () => {
    const step = named('step block-sign-in');
    const [run, job, sent, click] = [1, 2, 3, 4].map((level) => ancestor(step, level));
    assert.equal(run?.name, 'run keep');
    assert.equal(job?.name, 'process run');
    assert.equal(sent?.name, 'send run');
    assert.equal(click?.name, 'turn click');
    assert.equal(click?.parentSpanId, undefined);
    const block = named('PATCH /users/{id}');
    assert.equal(parentOf(block), step);
    assert.equal(block.attributes['http.response.status_code'], 204);
    assert.equal(block.attributes['http.request.method'], 'PATCH');
    assert.ok(clientRequestIds.includes(String(block.attributes['farewell.client_request_id'])), 'as Graph knows it');
    for (const span of [run, step]) assert.equal(span?.attributes['farewell.request_id'], asked.requestId);
    assert.equal(step.attributes['farewell.step.outcome'], 'done');
    assert.equal(run?.attributes['farewell.run.outcome'], 'done');
  });

  function ancestor(span: ReceivedSpan, levels: number): ReceivedSpan | undefined {
    let found: ReceivedSpan | undefined = span;
    for (let level = 0; level < levels && found !== undefined; level += 1) found = parentOf(found);
    return found;
  }

  it('lines of the log name the trace, the turn and the request that they belong to', () => {
    const lines = logged.map((line) => JSON.parse(line) as Record<string, string>);
    const ended = lines.find(({ msg }) => msg === 'run ended') ?? assert.fail();
    const block = lines.find(({ method, msg }) => msg === 'graph call' && method === 'PATCH') ?? assert.fail();
    assert.equal(ended['traceId'], named('run keep').traceId);
    assert.deepEqual(
      [block['requestId'], block['step'], block['traceId']],
      [asked.requestId, 'block-sign-in', ended['traceId']],
    );
    const search = lines.find(({ msg, turn }) => msg === 'graph call' && turn !== undefined) ?? assert.fail();
    assert.match(search['turn'] ?? '', /^[\da-f]{8}$/);
    assert.ok(spans.some((span) => span.attributes['farewell.turn'] === search['turn']));
  });

  const histograms: readonly (readonly [metric: string, attributes: Record<string, string>])[] = [
    ['farewell.turn.duration', { 'farewell.turn.kind': 'click', 'farewell.turn.outcome': 'ok' }],
    ['farewell.turn.duration', { 'farewell.turn.kind': 'message', 'farewell.turn.outcome': 'ok' }],
    ['farewell.turn.duration', { 'farewell.turn.kind': 'arrival', 'farewell.turn.outcome': 'ok' }],
    [
      'farewell.run.duration',
      { 'farewell.path': 'keep', 'farewell.run.kind': 'offboarding', 'farewell.run.outcome': 'done' },
    ],
    [
      'farewell.step.duration',
      { 'farewell.step': 'revoke-sessions', 'farewell.path': 'keep', 'farewell.step.outcome': 'done' },
    ],
    ['farewell.graph.call.duration', { 'http.request.method': 'POST', 'farewell.graph.status': '2xx' }],
    [
      'farewell.graph.call.duration',
      { 'http.request.method': 'POST', 'farewell.graph.status': '429', 'error.type': '429' },
    ],
    ['farewell.graph.wait.duration', {}],
  ];
  for (const [metric, attributes] of histograms) {
    it(`counts and times in ${metric}, by exactly ${JSON.stringify(attributes)}`, () => {
      const point = receiver.points(metric).findLast((each) => isSame(each.attributes, attributes));
      assert.ok(point !== undefined, JSON.stringify(receiver.points(metric).map((each) => each.attributes)));
      assert.equal(point.unit, 's');
      assert.ok((point.count ?? 0) >= 1);
      if (metric === 'farewell.graph.wait.duration') assert.equal(point.sum, 7);
    });
  }

  it('reads the age of the queue and what waits for approvers', () => {
    assert.deepEqual(
      [...new Set(receiver.points('farewell.queue.age').map(({ attributes }) => attributes['farewell.queue']))].sort(),
      ['cards', 'run'],
    );
    assert.ok(receiver.points('farewell.approvals.waiting').some(({ value }) => value === 1));
    assert.ok((gauge('farewell.approvals.age')?.value ?? -1) >= 0);
  });

  it('holds nobody’s name or address, and no word that was typed', () => {
    const all = receiver.bodies.join('\n');
    assert.ok(all.length > 10_000 && !all.includes(sandboxPeople.leaver.id), 'not even the id of who leaves');
    for (const word of [...everyone, 'Wilber', 'Xylofoon', sandboxPeople.leaver.mail]) {
      assert.ok(!all.includes(word) && !all.includes(encodeURIComponent(word)), `the telemetry holds "${word}"`);
    }
  });

  it('sends the rest when it stops, without holding up the end', () => {
    assert.ok(stoppedInMs < 5_000, `${stoppedInMs} ms`);
    named('turn message');
  });
});

function isSame(some: object, others: object): boolean {
  const sorted = (each: object) => JSON.stringify(Object.entries(each).sort());
  return sorted(some) === sorted(others);
}
