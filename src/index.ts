import { startFarewell } from './compose.ts';
import { processEnvironment, readLiveSettings, type LiveSettings } from './config.ts';
import { hasCode } from './errors.ts';
import { createLog } from './log.ts';

/** Exit code for settings that can't be started with. */
const badSettings = 78;

const settings = settingsOrRefuse();
const log = createLog(settings.LOG_LEVEL);
const farewell = await startFarewell({ settings, log });
log.info({ url: farewell.url }, 'ready');

// Ctrl-C reaches us twice, from the terminal and from npm: the second one must not cut the first one's work short.
const stopping: { promise?: Promise<never> } = {};
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    stopping.promise ??= stop();
  });
}

async function stop(): Promise<never> {
  try {
    await farewell.stop();
    process.exit(0);
  } catch (error) {
    log.fatal({ err: error }, 'stop failed');
    process.exit(1);
  }
}

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
