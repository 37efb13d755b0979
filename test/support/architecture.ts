import path from 'node:path/posix';
import ts from 'typescript';

export interface SourceFile {
  /** From the root of the project, with slashes: `src/offboarding/plan.ts`. */
  readonly path: string;
  readonly source: string;
}

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

/** What one file holds, as far as the rules ask. */
interface Facts {
  readonly imports: readonly Import[];
  readonly readsEnvironment: boolean;
  readonly exportsDefault: boolean;
  readonly moduleVariables: readonly string[];
}

/**
 * The layers of design.md, from the inside out. A unit is a folder of `src`, or a file that has a rank of its own;
 * it may import units of a lower rank and itself.
 */
const ranks: Readonly<Record<string, number>> = {
  'errors.ts': 0,
  'log.ts': 0,
  telemetry: 0,
  offboarding: 1,
  policy: 2,
  approvals: 3,
  workflow: 3,
  i18n: 4,
  cards: 4,
  graph: 5,
  storage: 5,
  'workflow/queue.ts': 5,
  bot: 5,
  sandbox: 5,
  host: 6,
  cli: 6,
  config: 6,
  'config.ts': 6,
  'compose.ts': 6,
  'index.ts': 6,
  'sandbox/index.ts': 6,
};

/** Imports between units of one rank, each in one direction only, so that no circle can arise. */
const sideways: Readonly<Record<string, readonly string[]>> = {
  telemetry: ['errors.ts', 'log.ts'],
  // The run asks the guardrails afresh, by the same inspection as the approval.
  workflow: ['approvals'],
  cards: ['i18n'],
  'workflow/queue.ts': ['workflow'],
  'config.ts': ['config'],
  host: ['config.ts'],
  cli: ['config.ts', 'host'],
  'compose.ts': ['config.ts', 'host'],
  'index.ts': ['config.ts', 'compose.ts', 'host'],
  'sandbox/index.ts': ['config.ts', 'compose.ts', 'host'],
};

/** Packages that only some places may know, so that replacing one touches those places and no other. */
const keptPackages: readonly { readonly name: RegExp; readonly places: readonly string[] }[] = [
  { name: /^(botbuilder|botframework)/, places: ['bot', 'host', 'storage/botState.ts'] },
  { name: /^@microsoft\/microsoft-graph-client(\/|$)/, places: ['graph'] },
  { name: /^(@opentelemetry\/|@azure\/monitor-)/, places: ['telemetry'] },
  { name: /^@azure\/identity(\/|$)/, places: ['graph', 'host', 'compose.ts'] },
];

/** Every breach of design.md's layers and house rules in these files, each as one sentence; none is an empty list. */
export function breaches(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => breachesOf(file).map((breach) => `${file.path} ${breach}`));
}

function breachesOf(file: SourceFile): string[] {
  const place = path.relative('src', file.path);
  const unit = unitOf(place);
  if (unit === undefined) return ['has no layer: add it to test/support/architecture.ts'];
  const facts = factsOf(file);
  return [
    ...facts.imports.flatMap((imported) =>
      imported.target.startsWith('.') ? layerBreach(place, unit, imported) : packageBreach(place, unit, imported),
    ),
    ...(facts.readsEnvironment && place !== 'config.ts' ? ['reads process.env: only src/config.ts does'] : []),
    ...(facts.exportsDefault ? ['exports a default: export by name'] : []),
    ...facts.moduleVariables.map((name) => `keeps state in the module variable ${name}`),
  ];
}

/** The unit that a place (a path inside `src`) belongs to; undefined if it has no layer. */
function unitOf(place: string): string | undefined {
  return place in ranks ? place : Object.keys(ranks).find((unit) => place.startsWith(`${unit}/`));
}

function layerBreach(place: string, unit: string, { target }: Import): string[] {
  const reached = path.join(path.dirname(place), target);
  // Its own package.json may be read anywhere; a test never.
  if (reached.startsWith('..')) return reached.endsWith('.json') ? [] : [`imports ${target}, which is outside src`];
  const other = unitOf(reached);
  if (other === undefined) return [`imports ${target}, which has no layer`];
  const allowed = other === unit || rankOf(other) < rankOf(unit) || (sideways[unit]?.includes(other) ?? false);
  return allowed ? [] : [`imports ${reached}: ${unit} may not know ${other}`];
}

function rankOf(unit: string): number {
  return ranks[unit] ?? Number.NaN;
}

function packageBreach(place: string, unit: string, { target, typeOnly }: Import): string[] {
  if (unit === 'offboarding' && !typeOnly && !target.startsWith('node:')) {
    return [`imports ${target}: the core imports no package, types excepted`];
  }
  const kept = keptPackages.find(({ name }) => name.test(target));
  if (kept === undefined || kept.places.some((at) => place === at || place.startsWith(`${at}/`))) return [];
  return [`imports ${target}: only ${kept.places.join(', ')} may`];
}

function factsOf({ path: name, source }: SourceFile): Facts {
  const parsed = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const nodes = descendants(parsed);
  return {
    imports: nodes.flatMap(importOf),
    readsEnvironment: nodes.some(isEnvironment),
    exportsDefault: parsed.statements.some(isDefaultExport),
    moduleVariables: parsed.statements.flatMap((statement) => variablesOf(statement, parsed)),
  };
}

function descendants(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [node];
  ts.forEachChild(node, (child) => {
    found.push(...descendants(child));
  });
  return found;
}

function importOf(node: ts.Node): Import[] {
  if (ts.isImportDeclaration(node)) return targetOf(node.moduleSpecifier, isTypeOnly(node.importClause));
  if (ts.isExportDeclaration(node)) return targetOf(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return targetOf(node.argument.literal, true);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return targetOf(node.arguments[0], false);
  }
  return [];
}

function targetOf(specifier: ts.Node | undefined, typeOnly: boolean): Import[] {
  return specifier !== undefined && ts.isStringLiteral(specifier) ? [{ target: specifier.text, typeOnly }] : [];
}

/** `import type { A }`; `import { type A }` still loads the module, and so does not count. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** `process.env`, `process['env']`, `const { env } = process`, and `node:process` by any name. */
function isEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env';
  if (ts.isElementAccessExpression(node)) {
    return (
      isProcess(node.expression) &&
      ts.isStringLiteral(node.argumentExpression) &&
      node.argumentExpression.text === 'env'
    );
  }
  if (ts.isVariableDeclaration(node)) return isProcess(node.initializer) && takesEnvironment(node.name);
  return importOf(node).some(({ target }) => target === 'node:process' || target === 'process');
}

function takesEnvironment(name: ts.BindingName): boolean {
  if (!ts.isObjectBindingPattern(name)) return false;
  return name.elements.some(({ propertyName, name: bound, dotDotDotToken }) => {
    const taken = propertyName ?? bound;
    return dotDotDotToken !== undefined || (ts.isIdentifier(taken) && taken.text === 'env');
  });
}

function isProcess(node: ts.Node | undefined): boolean {
  if (node === undefined) return false;
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'process';
  return ts.isIdentifier(node) && node.text === 'process';
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement)) {
    const clause = statement.exportClause;
    return (
      clause !== undefined && ts.isNamedExports(clause) && clause.elements.some(({ name }) => name.text === 'default')
    );
  }
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
}

function variablesOf(statement: ts.Statement, parsed: ts.SourceFile): string[] {
  if (!ts.isVariableStatement(statement)) return [];
  const { declarations, flags } = statement.declarationList;
  const constant = (flags & (ts.NodeFlags.Const | ts.NodeFlags.Using)) !== 0;
  return constant ? [] : declarations.map(({ name }) => name.getText(parsed));
}
