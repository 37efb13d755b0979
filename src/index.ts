import { startFarewell } from './compose.ts';
import { processEnvironment, readLiveSettings, type LiveSettings } from './config.ts';
import { hasCode } from './errors.ts';
import { endOnSignals } from './host/signals.ts';
import { createLog } from './log.ts';

/** Exit code for settings that can't be started with. */
const badSettings = 78;

const settings = settingsOrRefuse();
const log = createLog(settings.LOG_LEVEL);
// Left to itself, Node would print the error's message, which may name a person.
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'ended by an error');
  process.exit(1);
});
const farewell = await startFarewell({ settings, log });
log.info({ url: farewell.url }, 'ready');

endOnSignals({
  stop: () => farewell.stop(),
  report: (what, error) => log.fatal(error === undefined ? {} : { err: error }, what),
});

function settingsOrRefuse(): LiveSettings {
  try {
    return readLiveSettings(processEnvironment());
  } catch (error) {
    if (!hasCode(error, 'settings-invalid')) throw error;
    console.error(`Farewell can't start: these settings are missing or wrong.\n${error.message}`);
    console.error('\nEach one is explained in .env.sample. To try Farewell without any settings: npm run sandbox');
    process.exit(badSettings);
  }
}
