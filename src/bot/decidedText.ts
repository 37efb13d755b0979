import { stateText } from '../cards/requestCard.ts';
import type { Texts } from '../i18n/text.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';

/** Who decided what and when, in one sentence; the state where nobody has. */
export function decidedText(texts: Texts, request: OffboardingRequest, zone: string): string {
  const { decision } = request;
  if (decision === null) return stateText(texts, request);
  return texts.t(`request.${decision.verdict}-by`, {
    who: decision.by.displayName,
    when: texts.moment(decision.at, zone),
  });
}
