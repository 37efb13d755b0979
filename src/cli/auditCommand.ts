import { parseArgs, type ParseArgsConfig } from 'node:util';
import { z } from 'zod';
import type { AuditSelection } from '../storage/audit.ts';

export const formats = ['json', 'csv'] as const;

export type Format = (typeof formats)[number];

/** What is wrong with how the command was called: a text of `auditCommand` and its values. */
export interface Misuse {
  readonly text: 'badArguments' | 'noCommand' | 'unknownCommand' | OptionMisuse;
  readonly values: Readonly<Record<string, string>>;
}

export type AuditCommand =
  | { readonly name: 'help' }
  | { readonly name: 'misused'; readonly misuses: readonly Misuse[] }
  | { readonly name: 'verify'; readonly file: string | undefined; readonly requestId: string | undefined }
  | {
      readonly name: 'export';
      readonly selection: AuditSelection;
      readonly format: Format;
      readonly out: string | undefined;
    };

type OptionMisuse = z.infer<typeof optionMisuse>;
type Given = Readonly<Record<string, string | undefined>>;
type Read<Value> = { readonly value: Value } | { readonly misuses: readonly Misuse[] };

const optionMisuse = z.enum([
  'badMoment',
  'badRequest',
  'badFormat',
  'emptyOption',
  'fromAfterTo',
  'requestWithoutFile',
]);
const says = (misuse: OptionMisuse): string => misuse;

const dayMs = 86_400_000;

/** A day in UTC, or a moment with its time zone; without one it would depend on the machine. */
const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], says('badMoment'))
  .transform((text) => ({ at: Date.parse(text), lengthMs: isDay(text) ? dayMs : 1 }));
const name = z.string().min(1, says('emptyOption'));
const requestId = z.guid(says('badRequest')).transform((id) => id.toLowerCase());

const verifyOptions = z
  .object({ file: name.optional(), request: requestId.optional() })
  .refine(({ file, request }) => request === undefined || file !== undefined, {
    path: ['request'],
    message: says('requestWithoutFile'),
  });

const exportOptions = z
  .object({
    from: moment.optional(),
    to: moment.optional(),
    request: requestId.optional(),
    format: z.enum(formats, says('badFormat')).default('json'),
    out: name.optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from.at < to.at + to.lengthMs, {
    path: ['from'],
    message: says('fromAfterTo'),
  });

/** Reads what was typed after `npm run audit --`; nothing is looked up or opened for it. */
export function readAuditCommand(args: readonly string[]): AuditCommand {
  const [command = '', ...rest] = args;
  if (['--help', '-h', 'help'].includes(command)) return { name: 'help' };
  if (command === 'verify') return readVerify(rest);
  if (command === 'export') return readExport(rest);
  return misused([
    command === '' ? { text: 'noCommand', values: {} } : { text: 'unknownCommand', values: { command } },
  ]);
}

function readVerify(args: readonly string[]): AuditCommand {
  const given = readOptions(args, ['file', 'request']);
  if (given === 'help') return { name: 'help' };
  const read = check(verifyOptions, given);
  if ('misuses' in read) return misused(read.misuses);
  return { name: 'verify', file: read.value.file, requestId: read.value.request };
}

function readExport(args: readonly string[]): AuditCommand {
  const given = readOptions(args, ['from', 'to', 'request', 'format', 'out']);
  if (given === 'help') return { name: 'help' };
  const read = check(exportOptions, given);
  if ('misuses' in read) return misused(read.misuses);
  const { from, to, request, format, out } = read.value;
  const selection = {
    from: from && new Date(from.at),
    before: to && new Date(to.at + to.lengthMs),
    requestId: request,
  };
  return { name: 'export', selection, format, out };
}

function readOptions(args: readonly string[], names: readonly string[]): Read<Given> | 'help' {
  const strings = names.map((each) => [each, { type: 'string' }] as const);
  const options: ParseArgsConfig['options'] = {
    ...Object.fromEntries(strings),
    help: { type: 'boolean', short: 'h' },
  };
  try {
    const { help, ...values } = parseArgs({ args: [...args], options }).values;
    return help === true ? 'help' : { value: values as Given };
  } catch (error) {
    // Node's own words name the option that is unknown or has no value.
    if (!(error instanceof TypeError)) throw error;
    return { misuses: [{ text: 'badArguments', values: { reason: error.message } }] };
  }
}

function check<Value>(schema: z.ZodType<Value>, given: Read<Given>): Read<Value> {
  if ('misuses' in given) return given;
  const read = schema.safeParse(given.value);
  if (read.success) return { value: read.data };
  const misuses = read.error.issues.map(({ path, message }) => {
    const option = String(path[0]);
    return { text: optionMisuse.parse(message), values: { option, value: given.value[option] ?? '' } };
  });
  return { misuses };
}

function misused(misuses: readonly Misuse[]): AuditCommand {
  return { name: 'misused', misuses };
}

function isDay(text: string): boolean {
  return !text.includes('T');
}
