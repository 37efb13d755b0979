import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { FarewellError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { openTelemetry } from '../../src/telemetry/open.ts';
import type { Operation, Reading, Telemetry } from '../../src/telemetry/telemetry.ts';
import { startReceiver, type Receiver } from './receiver.ts';

const service = { version: '1.2.3', instanceId: 'replica-1' };
const step: Operation = {
  kind: 'step',
  labels: { 'farewell.step': 'block-sign-in' },
  ids: { 'farewell.request_id': 'r-1' },
};

describe('telemetry and a receiver that is not well', () => {
  let receiver: Receiver;
  const lines: Record<string, unknown>[] = [];
  const opened: Telemetry[] = [];

  before(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    lines.length = 0;
    receiver.answer = 200;
    for (const telemetry of opened.splice(0)) await telemetry.stop();
  });
  after(() => receiver.close());

  async function open(otlpEndpoint = receiver.url): Promise<Telemetry> {
    const log = createLog('trace', { write: (line) => void lines.push(JSON.parse(line)) });
    const telemetry = await openTelemetry({ otlpEndpoint, metricsEveryMs: 1_000, service, log });
    opened.push(telemetry);
    return telemetry;
  }

  const said = (words: string) => lines.filter(({ msg }) => msg === words);

  it('an end is not held up by one that does not answer, and the log says what was lost', async () => {
    const telemetry = await open();
    receiver.answer = 'never';
    await telemetry.measure(step, () => Promise.resolve());
    const startedAt = performance.now();
    await telemetry.stop();
    assert.ok(performance.now() - startedAt < 4_000);
    assert.equal(said('the last telemetry was not sent in time').length, 1);
  });

  it('what is refused again and again is said once, and once more when it arrives again', async () => {
    const telemetry = await open();
    receiver.answer = 400;
    await telemetry.measure(step, () => Promise.resolve());
    const sent = () => receiver.paths.filter((path) => path === '/v1/metrics').length;
    const before = sent();
    await receiver.until(() => sent() >= before + 2);
    receiver.answer = 200;
    await receiver.until(() => sent() >= before + 4);
    const about = (words: string) => said(words).map(({ to, signal }) => `${String(to)} ${String(signal)}`);
    assert.deepEqual(about('telemetry does not arrive'), ['otlp metrics']);
    assert.deepEqual(about('telemetry arrives again'), ['otlp metrics']);
  });

  it('work goes on as it would without, and its errors come through with their code alone in the span', async () => {
    const telemetry = await open('http://127.0.0.1:9');
    assert.equal(await telemetry.measure(step, () => Promise.resolve(42)), 42);
    const error = new FarewellError('graph-throttled', 'Alex Wilber');
    await assert.rejects(
      telemetry.measure(step, () => Promise.reject(error)),
      error,
    );
  });

  it('an error is its code, in the span and in the metric', async () => {
    const telemetry = await open();
    const known = receiver.spans().length;
    const error = new FarewellError('graph-throttled', 'Alex Wilber of contoso');
    await assert.rejects(telemetry.measure(step, () => Promise.reject(error)));
    await assert.rejects(telemetry.measure(step, () => Promise.reject(new TypeError('Alex Wilber of contoso'))));
    await telemetry.stop();
    const spans = receiver.spans().slice(known);
    assert.deepEqual(
      spans.map(({ name, status, attributes }) => [name, status, attributes['error.type']]),
      [
        ['step block-sign-in', 2, 'graph-throttled'],
        ['step block-sign-in', 2, 'internal'],
      ],
    );
    assert.ok(receiver.points('farewell.step.duration').some((point) => point.attributes['error.type'] === 'internal'));
    assert.ok(!receiver.bodies.join('').includes('Wilber'));
  });

  it('gauges that can’t be read are left out, and the log says so', async () => {
    const telemetry = await open();
    const readings: (() => Promise<Reading[]>)[] = [
      () => Promise.reject(new FarewellError('internal', 'no database')),
      () => Promise.resolve([{ gauge: 'farewell.approvals.waiting', value: 3 }]),
    ];
    telemetry.observe(() => readings.shift()?.() ?? Promise.resolve([]));
    await receiver.until(() => receiver.points('farewell.approvals.waiting').length > 0);
    assert.equal(receiver.points('farewell.approvals.waiting')[0]?.value, 3);
    assert.equal(said('gauges could not be read').length, 1);
  });
});
