import { processEnvironment } from '../config.ts';
import { machine } from '../host/machine.ts';
import { runDoctor } from './doctor/run.ts';
import { terminal } from './output.ts';

process.exitCode = await runDoctor(process.argv.slice(2), {
  environment: processEnvironment(),
  ambient: machine,
  output: terminal,
});
