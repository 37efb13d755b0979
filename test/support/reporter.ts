import mocha from 'mocha';

/**
 * Mocha's Spec reporter, with one plain line after all else: `N passed, N failed`, which CI reads.
 * A skipped test is named too, so that a green run can't hide one.
 */
export default class Reporter extends mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const skipped = pending > 0 ? `, ${String(pending)} skipped` : '';
    mocha.reporters.Base.consoleLog(`${String(passes)} passed, ${String(failures)} failed${skipped}`);
  }
}
