import type { Texts } from '../i18n/text.ts';
import type { EventKind, OffboardingRequest } from '../offboarding/request.ts';
import { undoing } from './decisionTexts.ts';

const told: readonly EventKind[] = ['retried', 'skipped', 'review-kept', ...undoing];

/** What happened to the request after its run, one sentence each; of an undo, which may be tried again, how it stands. */
export function happenedTexts({ t, moment }: Texts, { events, timeZone }: OffboardingRequest): string[] {
  const undo = events.findLast(({ kind }) => undoing.includes(kind));
  return events
    .filter((event) => told.includes(event.kind) && (event === undo || !undoing.includes(event.kind)))
    .map(({ kind, at, by, comment = '' }) =>
      t(`happened.${kind}`, { who: by?.displayName ?? '', when: moment(at, timeZone), comment }),
    );
}
