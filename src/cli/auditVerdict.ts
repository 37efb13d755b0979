import type { Texts } from '../i18n/text.ts';
import { noHash, type AuditCheck, type AuditFault } from '../storage/auditChain.ts';

/** What was checked: the database's whole audit, or a file. */
export interface Checked {
  readonly file?: string | undefined;
  /** The file holds the rows of this request only. */
  readonly requestId?: string | undefined;
}

/** What the check found, as sentences for whoever asked. */
export function verdict(check: AuditCheck, checked: Checked, texts: Texts): string {
  const sentences = check.fault === undefined ? intact(check, checked, texts) : broken(check.fault, checked, texts);
  return sentences.join('\n');
}

function intact({ rows, first, last }: AuditCheck, { file, requestId }: Checked, { t }: Texts): string[] {
  if (first === undefined || last === undefined) {
    return [file === undefined ? t('auditCommand.intactEmpty') : t('auditCommand.fileEmpty', { file })];
  }
  const values = { rows, first: first.id, last: last.id, hash: last.hash };
  if (file === undefined) return [t('auditCommand.intact', values), t('auditCommand.keepHash', values)];
  if (requestId !== undefined) return [t('auditCommand.fileRequestIntact', { ...values, file })];
  const start = first.previousHash === noHash ? 'fileFromStart' : 'fileFromMiddle';
  return [
    t('auditCommand.fileIntact', { ...values, file }),
    t(`auditCommand.${start}`, values),
    t('auditCommand.fileEnd', values),
  ];
}

function broken(fault: AuditFault, { file }: Checked, texts: Texts): string[] {
  const { t } = texts;
  return [
    file === undefined ? t('auditCommand.broken') : t('auditCommand.fileBroken', { file }),
    t(`auditCommand.faults.${fault.kind}`, valuesOf(fault, texts)),
    ...(file !== undefined && fault.kind === 'removed' ? [t('auditCommand.fileRequestHint')] : []),
  ];
}

function valuesOf(fault: AuditFault, { t }: Texts): Record<string, string | number> {
  const place = (id: number | null, end: 'start' | 'end') =>
    id === null ? t(`auditCommand.places.${end}`) : t('auditCommand.places.row', { id });
  switch (fault.kind) {
    case 'altered':
      return { id: fault.id, part: t(`auditCommand.parts.${fault.part}`) };
    case 'removed':
      return { after: place(fault.after, 'start'), before: place(fault.before, 'end') };
    case 'inserted':
      return { id: fault.id, after: place(fault.after, 'start'), before: place(fault.before, 'end') };
    case 'reordered':
      return { id: fault.id, other: fault.other };
    case 'count-differs':
      return { written: fault.written, found: fault.found };
    case 'rewritten':
    case 'of-another-request':
      return { id: fault.id };
    case 'head-missing':
      return {};
  }
}
