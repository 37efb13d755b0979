import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { processEnvironment } from '../config.ts';
import { runDoctor } from './doctor/run.ts';
import { terminal } from './output.ts';

process.exitCode = await runDoctor(process.argv.slice(2), {
  environment: processEnvironment(),
  ambient: {
    now: () => new Date(),
    newId: () => randomUUID(),
    pause: (milliseconds) => delay(milliseconds),
  },
  output: terminal,
});
