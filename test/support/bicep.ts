import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Language, Parser, type Node } from 'web-tree-sitter';

/** One Bicep file as its syntax tree shows it; expressions are kept as they are written. */
export interface BicepFile {
  /** Line and text of what is no Bicep. */
  readonly syntaxFaults: readonly string[];
  /** Declared parameters; `required`: without a default. */
  readonly params: readonly { readonly name: string; readonly required: boolean }[];
  readonly modules: readonly { readonly path: string; readonly params: readonly string[] }[];
  /** Types with their API version, such as Microsoft.Web/sites@2025-03-01. */
  readonly resourceTypes: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly value: string }[];
  /** How often each name stands there as an expression, its declaration not counted. */
  readonly uses: ReadonlyMap<string, number>;
  /** Every property by its path in the file, e.g. `site.properties.httpsOnly`; the last one of a repeated path. */
  readonly properties: ReadonlyMap<string, string>;
}

const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');

/** Reads Bicep files by the grammar that editors use: their syntax, not what Azure thinks of them. */
export async function createBicepReader(): Promise<(file: string) => Promise<BicepFile>> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return async (file) => {
    const tree = parser.parse(await readFile(file, 'utf8'));
    if (tree === null) throw new Error(`${path.basename(file)} was not read`);
    return describeFile(tree.rootNode);
  };
}

function describeFile(root: Node): BicepFile {
  const of = (...types: string[]) => root.descendantsOfType(types).filter((node) => node !== null);
  return {
    syntaxFaults: faultsIn(root),
    params: of('parameter_declaration').map((node) => ({ name: nameOf(node), required: !node.text.includes('=') })),
    modules: of('module_declaration').map((node) => ({
      path: literal(node.namedChild(1)),
      params: keysOf(valueOf(bodyOf(node), 'params')),
    })),
    resourceTypes: of('resource_declaration').map((node) => literal(node.namedChild(1))),
    outputs: of('output_declaration').map((node) => ({ name: nameOf(node), value: node.text })),
    uses: countUses(of('identifier', 'property_identifier')),
    properties: new Map(
      of('resource_declaration', 'module_declaration', 'variable_declaration').flatMap((node) =>
        propertiesOf(bodyOf(node), nameOf(node)),
      ),
    ),
  };
}

function faultsIn(node: Node): string[] {
  if (node.isError || node.isMissing) return [`line ${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`];
  return node.hasError ? node.children.flatMap((child) => (child === null ? [] : faultsIn(child))) : [];
}

function nameOf(declaration: Node): string {
  return declaration.namedChild(0)?.text ?? '';
}

function literal(node: Node | null): string {
  return (node?.text ?? '').replaceAll("'", '');
}

function bodyOf(declaration: Node): Node | undefined {
  return declaration.namedChildren.find((child) => child?.type === 'object') ?? undefined;
}

function propertyNodes(object: Node | undefined): { key: string; value: Node }[] {
  return (object?.namedChildren ?? []).flatMap((child) => {
    if (child?.type !== 'object_property') return [];
    const [key, value] = child.namedChildren.filter((part) => part !== null && part.type !== 'comment');
    return key && value ? [{ key: literal(key), value }] : [];
  });
}

function valueOf(object: Node | undefined, key: string): Node | undefined {
  return propertyNodes(object).find((property) => property.key === key)?.value;
}

function keysOf(object: Node | undefined): string[] {
  return propertyNodes(object).map(({ key }) => key);
}

function propertiesOf(object: Node | undefined, at: string): [string, string][] {
  return propertyNodes(object).flatMap(({ key, value }): [string, string][] => {
    const inside =
      value.type === 'object' ? [value] : value.descendantsOfType('object').filter((node) => node !== null);
    return [[`${at}.${key}`, literal(value)], ...inside.flatMap((node) => propertiesOf(node, `${at}.${key}`))];
  });
}

const declarations: readonly string[] = ['parameter_declaration', 'variable_declaration', 'object_property'];

function countUses(identifiers: readonly Node[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { text, parent, id } of identifiers) {
    const isName = parent !== null && declarations.includes(parent.type) && parent.namedChild(0)?.id === id;
    if (!isName) uses.set(text, (uses.get(text) ?? 0) + 1);
  }
  return uses;
}
