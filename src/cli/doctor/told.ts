import { asFarewellError, FarewellError } from '../../errors.ts';

/** What Entra's codes mean for who set the bot up (Entra reference: AADSTS error codes). */
const entraCodes: Readonly<Record<string, string>> = {
  AADSTS700016: 'BOT_ID is no application of this tenant: check BOT_ID, BOT_TENANT_ID and CLOUD.',
  AADSTS90002: 'There is no such tenant in this cloud: check BOT_TENANT_ID and CLOUD.',
  AADSTS7000215: 'BOT_PASSWORD is wrong: it has to be the secret’s value, not its id.',
  AADSTS7000222: 'BOT_PASSWORD has run out: make a new secret, or better, use none (docs/adr/0015-credentials.md).',
  AADSTS700027: 'Entra does not know the certificate: upload it to the app registration.',
  AADSTS70021: 'The app registration has no federated credential that fits: check its issuer, subject and audience.',
  AADSTS700213: 'The app registration has no federated credential that fits: check its issuer, subject and audience.',
  AADSTS7000112: 'The application is switched off in Entra: enable its enterprise application.',
};

/** An error in a line: our code, and of those behind it the codes; never a message, which may hold anything. */
export function codesOf(error: unknown): string {
  const codes = [error, ...causesOf(error)].flatMap((one) => [codeOf(one), entraCodeOf(one)]);
  return [...new Set(codes.filter((code) => code !== undefined))].join(', ');
}

/** What to do about a token that was refused. */
export function tokenAdvice(error: unknown): string {
  const code = [error, ...causesOf(error)].map(entraCodeOf).find((one) => one !== undefined);
  const advice = code === undefined ? undefined : entraCodes[code];
  return (
    advice ??
    'Check BOT_ID, BOT_TENANT_ID, CLOUD and the one proof that is set, and that the login host can be reached from here.'
  );
}

function causesOf(error: unknown): unknown[] {
  if (error instanceof AggregateError) return error.errors.flatMap((one: unknown) => [one, ...causesOf(one)]);
  return error instanceof Error && error.cause !== undefined ? [error.cause, ...causesOf(error.cause)] : [];
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof FarewellError) return [error.code, error.details.graphCode].filter(Boolean).join(' ');
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && /^[\w.-]{1,60}$/u.test(code) ? code : undefined;
}

function entraCodeOf(error: unknown): string | undefined {
  return /\bAADSTS\d+\b/u.exec(error instanceof Error ? asFarewellError(error).message : '')?.[0];
}
