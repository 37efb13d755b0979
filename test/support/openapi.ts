import { existsSync, readFileSync } from 'node:fs';

import { Ajv, type ValidateFunction } from 'ajv';

/** Microsoft's description of the calls, kept beside the repository; a checkout alone does not have it. */
const file = new URL('../../../shared/graph.openapi.json', import.meta.url);

type Schema = { [name: string]: unknown };

interface Parameter {
  readonly name: string;
  readonly schema?: { readonly items?: { readonly enum?: readonly string[] } };
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  /** A status, at times with a remark after it. */
  readonly 'x-documented-success'?: number | string;
  readonly 'x-permissions'?: { readonly application: readonly string[] };
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly ajv: Ajv;
}

const loaded = new Map<string, Description>();
const compiled = new WeakMap<Schema, Map<string, ValidateFunction>>();
const properties = new WeakMap<Schema, Schema>();

/** Whether there is a description to check against; tests skip themselves where there is none. */
export function isDescribed(): boolean {
  return existsSync(file);
}

/** Said by tests that skip themselves, so that a report tells why. */
export const whereItLies =
  "Microsoft's description of the calls, graph.openapi.json, lies in ../shared, which a checkout alone does not have";

/** What Microsoft's description finds wrong with a request; nothing when it is right, or when there is no description. */
export function checkRequest(method: string, path: string, body?: unknown): string[] {
  return withOperation(method, path, (description, operation) => [
    ...queryFaults(description, operation, path),
    ...bodyFaults(description, operation, { method, path, body }),
  ]);
}

/** What Microsoft's description finds wrong with an answer: status, wrong types, and properties that it does not know. */
export function checkResponse(method: string, path: string, status: number, body?: unknown): string[] {
  return withOperation(method, path, (description, operation) => {
    const { responses, 'x-documented-success': documented = status } = operation;
    const success = Number.parseInt(String(documented));
    if (status < 300 && status !== success) return [`${method} ${path} answers ${success}, not ${status}`];
    const schema = schemaIn((status < 300 ? (responses['2XX'] ?? responses['200']) : responses['default'])?.content);
    if (schema === undefined || body === undefined) return [];
    return [...faultsOf(description, schema, body), ...strangers(description, schema, body)];
  });
}

/** The application permissions that each allow a call, or nothing where the description names none. */
export function permissionsOf(method: string, path: string): readonly string[] | undefined {
  if (!isDescribed()) return undefined;
  const operation = templateOf(load(), path)?.[method.toLowerCase()];
  return operation?.['x-permissions']?.application;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

function bodyFaults(description: Description, { requestBody }: Operation, { method, path, body }: Sent): string[] {
  if (requestBody === undefined) return body === undefined ? [] : [`${method} ${path} takes no body`];
  if (body === undefined) return requestBody.required === true ? [`${method} ${path} needs a body`] : [];
  return faultsOf(description, schemaIn(requestBody.content), body);
}

/**
 * Options that no description needs to name: the token of a page is Graph's own, and a chain of managers is had with $count only,
 * which the description of a single user leaves out (graph.md §3).
 */
const everywhere = new Set(['$skiptoken', '$count']);

/** Options that the description does not know, and names in them that are no properties of what is answered. */
function queryFaults(description: Description, operation: Operation, path: string): string[] {
  const [place, query = ''] = path.split(/\?(.*)/s);
  const known = new Map((operation.parameters ?? []).map((each) => [each.name, each]));
  return [...new URLSearchParams(query)].flatMap(([name, value]) => {
    const parameter = known.get(name);
    if (parameter === undefined) return everywhere.has(name) ? [] : [`'${name}' is no option of ${place}`];
    const allowed = namesFor(description, operation, parameter);
    const strange = allowed.length === 0 ? [] : namesIn(value).filter((each) => !allowed.includes(each));
    return strange.map((each) => `'${each}' is not to be had by ${name} of ${place}`);
  });
}

/** What may stand in an option; nothing for those in which anything may. */
function namesFor(description: Description, operation: Operation, { name, schema }: Parameter): readonly string[] {
  if (name === '$expand') return schema?.items?.enum ?? [];
  return name === '$select' ? selectable(description, operation) : [];
}

/** `manager($levels=max;$select=id),…` names manager. */
function namesIn(value: string): string[] {
  const plain = value.replace(/\([^()]*\)/g, '').split(',');
  return plain.map((each) => each.trim());
}

/** What directory objects may turn out to be, where only their common type is declared. */
const directoryKinds = ['user', 'group', 'device', 'directoryRole', 'administrativeUnit'];

/** The properties of what is answered; the lists of names in the description itself are older than its types. */
function selectable(description: Description, { responses }: Operation): string[] {
  const answer = schemaIn((responses['2XX'] ?? responses['200'])?.content) ?? {};
  const values = asProperties(description, answer)['value'] as Schema | undefined;
  const item = values === undefined ? answer : (resolved(description, values)['items'] as Schema);
  const { 'microsoft.graph.directoryObject': common } = description.schemas;
  const kinds = resolved(description, item) === common ? directoryKinds : [];
  const types = kinds.map((kind) => description.schemas[`microsoft.graph.${kind}`] ?? {});
  return [item, ...types].flatMap((type) => Object.keys(asProperties(description, type)));
}

type Check = (description: Description, operation: Operation) => string[];

function withOperation(method: string, path: string, check: Check): string[] {
  if (!isDescribed()) return [];
  const description = load();
  const operation = templateOf(description, path)?.[method.toLowerCase()];
  return operation === undefined
    ? [`${method} ${path} is not in Microsoft's description`]
    : check(description, operation);
}

function load(): Description {
  const known = loaded.get(file.href);
  if (known !== undefined) return known;
  const document = JSON.parse(readFileSync(file, 'utf8')) as Description & { components: { schemas: Schema } };
  const components = asJsonSchema(document.components) as { schemas: Record<string, Schema> };
  // Formats are left out: dates and GUIDs carry patterns, and the numeric ones are OpenAPI's own.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, logger: false });
  ajv.addSchema({ $id: 'graph', components });
  const description = { paths: document.paths, schemas: components.schemas, ajv };
  loaded.set(file.href, description);
  return description;
}

/**
 * OpenAPI 3.0 says `nullable` where JSON Schema lists the type null, and can't say it of a reference at all: an answer may hold null
 * there, as Graph's do. What is sent may not.
 */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Schema;
  const schema = Object.fromEntries(Object.entries(rest).map(([name, each]) => [name, asJsonSchema(each)]));
  const reference = schema['$ref'];
  if (typeof reference === 'string') schema['$ref'] = reference.replace(/^#/, 'graph#');
  const isOfAnswer = typeof reference === 'string' && !reference.includes('/request.');
  return nullable === true || isOfAnswer ? { anyOf: [schema, { type: 'null' }] } : schema;
}

/** The described path that fits, that with the most literal segments first. */
function templateOf(description: Description, path: string): Readonly<Record<string, Operation>> | undefined {
  const segments = (path.split('?')[0] ?? '').split('/');
  const fits = (template: string[]) =>
    template.length === segments.length &&
    template.every((name, index) => name.startsWith('{') || name === segments[index]);
  const literal = (template: string) => template.split('/').filter((name) => !name.startsWith('{')).length;
  const fitting = Object.keys(description.paths).filter((template) => fits(template.split('/')));
  const [best] = fitting.sort((one, other) => literal(other) - literal(one));
  return best === undefined ? undefined : description.paths[best];
}

function schemaIn(content: Content | undefined): Schema | undefined {
  return content?.['application/json']?.schema;
}

function faultsOf(description: Description, schema: Schema | undefined, body: unknown): string[] {
  if (schema === undefined) return [];
  const validate = validatorFor(description, schema, body);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}

/** Compiled with those properties only that the body has: the rest of a user would take seconds, and find nothing. */
function validatorFor(description: Description, schema: Schema, body: unknown): ValidateFunction {
  const target = resolved(description, schema);
  const names = Object.keys(body ?? {});
  const { properties: known } = target as { properties?: Schema };
  const slim =
    known === undefined
      ? target
      : {
          ...target,
          properties: Object.fromEntries(
            names.map((name) => [name, known[name]]).filter(([, each]) => each !== undefined),
          ),
        };
  const byNames = compiled.get(target) ?? new Map<string, ValidateFunction>();
  const key = known === undefined ? '' : names.toSorted().join();
  const validate = byNames.get(key) ?? description.ajv.compile(asJsonSchema(slim) as Schema);
  compiled.set(target, byNames.set(key, validate));
  return validate;
}

/** Properties that an object has, at any depth, and its type does not: the description leaves answers open. */
function strangers(description: Description, schema: Schema | undefined, value: unknown): string[] {
  if (schema === undefined || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    const items = resolved(description, schema)['items'] as Schema | undefined;
    return value.flatMap((each) => strangers(description, items, each));
  }
  const object = value as Schema;
  const type = object['@odata.type'];
  const named = typeof type === 'string' ? description.schemas[type.slice(1)] : undefined;
  const known = asProperties(description, named ?? schema);
  if (Object.keys(known).length === 0) return [];
  return Object.entries(object)
    .filter(([name]) => !name.includes('@odata.'))
    .flatMap(([name, each]) =>
      name in known
        ? strangers(description, known[name] as Schema, each)
        : [`'${name}' is no property of ${typeof type === 'string' ? type : 'this answer'}`],
    );
}

function asProperties(description: Description, schema: Schema): Schema {
  const target = resolved(description, schema);
  const known = properties.get(target);
  if (known !== undefined) return known;
  const parts = (target['allOf'] ?? []) as Schema[];
  const own = target['properties'];
  const found = Object.assign({}, ...parts.map((part) => asProperties(description, part)), own) as Schema;
  properties.set(target, found);
  return found;
}

/** What a reference leads to, and what stands beside null. */
function resolved(description: Description, schema: Schema): Schema {
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    return resolved(description, description.schemas[reference.split('/').at(-1) ?? ''] ?? {});
  }
  const [first, other] = (schema['anyOf'] ?? []) as Schema[];
  return first !== undefined && other?.['type'] === 'null' ? resolved(description, first) : schema;
}
