import type { Line, Verdict } from './line.ts';

const head: Readonly<Record<keyof Line, string>> = {
  check: 'check',
  verdict: 'verdict',
  seen: 'seen',
  todo: 'what to do',
};

/** The lines as a table for a terminal; what to do stands below what was seen. */
export function tableOf(lines: readonly Line[]): string {
  const [checkWidth, verdictWidth] = (['check', 'verdict'] as const).map((column) =>
    Math.max(...[head, ...lines].map((line) => line[column].length)),
  );
  const row = ({ check, verdict, seen, todo }: Record<keyof Line, string>) => {
    const start = `${check.padEnd(checkWidth ?? 0)} | ${verdict.padEnd(verdictWidth ?? 0)} | `;
    return todo === '' ? [`${start}${seen}`] : [`${start}${seen}`, `${'| '.padStart(start.length)}→ ${todo}`];
  };
  const rule = '-'.repeat(Math.max(...lines.flatMap(row).map((text) => text.length)));
  return [
    ...row({ ...head, seen: 'what was seen, and what to do', todo: '' }),
    rule,
    ...lines.flatMap(row),
    rule,
    summaryOf(lines),
  ].join('\n');
}

/** The lines for a pipeline. */
export function jsonOf(lines: readonly Line[]): string {
  return JSON.stringify({ result: hasFailed(lines) ? 'fail' : 'pass', checks: lines }, null, 2);
}

/** Whether anything failed: what only warns lets a pipeline go on. */
export function hasFailed(lines: readonly Line[]): boolean {
  return lines.some(({ verdict }) => verdict === 'fail');
}

function summaryOf(lines: readonly Line[]): string {
  const verdicts: readonly Verdict[] = ['pass', 'warn', 'fail', 'not tried'];
  return verdicts.map((verdict) => `${lines.filter((line) => line.verdict === verdict).length} ${verdict}`).join(', ');
}
