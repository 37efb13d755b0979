import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'mocha';
import { startReceiver, type Receiver } from './receiver.ts';

const run = promisify(execFile);

describe('what watching costs who does not want it', function () {
  // Two processes that start from nothing.
  this.timeout(60_000);
  let receiver: Receiver;

  before(async () => {
    receiver = await startReceiver();
  });
  after(() => receiver.close());

  /** Packages of OpenTelemetry and Azure Monitor that a start and a stop with these settings load. */
  async function loadedWith(environment: Record<string, string>): Promise<string[]> {
    const { PATH = '' } = process.env;
    const own = { PATH, PORT: '0', GRAPH_BASE_URL: receiver.url, ...environment };
    const file = path.join(import.meta.dirname, 'loading.ts');
    const { stdout } = await run(process.execPath, [file], { env: own });
    return JSON.parse(stdout) as string[];
  }

  it('nothing is loaded but the interface that the queue knows, and nothing is sent', async () => {
    assert.deepEqual(await loadedWith({}), ['@opentelemetry/api']);
    assert.deepEqual(
      receiver.paths.filter((each) => each.startsWith('/v1/traces') || each.startsWith('/v1/metrics')),
      [],
    );
  });

  it('of the two kinds of receiver, only the one that is named', async () => {
    const loaded = await loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    assert.ok(
      loaded.includes('@opentelemetry/sdk-trace') && loaded.includes('@opentelemetry/exporter-trace-otlp-http'),
    );
    assert.ok(!loaded.some((name) => name.startsWith('@azure/')), loaded.join(', '));
  });
});
