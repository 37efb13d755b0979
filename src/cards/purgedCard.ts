import type { Texts } from '../i18n/text.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { stateText } from './decisionTexts.ts';
import { fill, type Card } from './fill.ts';
import { line } from './parts.ts';

/** What is left to say of a request whose names and texts are no longer kept: `what` it was, and that it is over. */
export function purgedCard(texts: Texts, request: OffboardingRequest, what: string): Card {
  const { t, date } = texts;
  const { id: requestId, version, number, timeZone, createdAt, purgedAt } = request;
  const asked = { what, state: stateText(texts, request), date: date(createdAt, timeZone) };
  const removed = { date: date(purgedAt ?? createdAt, timeZone) };
  return fill('message', {
    requestId,
    version,
    title: t('purged.title', { number }),
    lines: [
      line('purged-what', t('purged.what', asked)),
      line('purged-why', t('purged.why', removed), { subtle: true }),
    ],
    actions: [],
  });
}
