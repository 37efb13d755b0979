import { existsSync, readFileSync } from 'node:fs';

import { Ajv, type ValidateFunction } from 'ajv';

/** Microsoft's description of the calls, kept beside the repository; a checkout alone does not have it. */
const file = new URL('../../../shared/graph.openapi.json', import.meta.url);

type Schema = { [name: string]: unknown };

interface Operation {
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly ajv: Ajv;
}

const loaded = new Map<string, Description>();
const compiled = new WeakMap<Schema, ValidateFunction>();

/** Whether there is a description to check against; tests skip themselves where there is none. */
export function isDescribed(): boolean {
  return existsSync(file);
}

/** What Microsoft's description finds wrong with a request; nothing when it is right, or when there is no description. */
export function checkRequest(method: string, path: string, body?: unknown): string[] {
  return withOperation(method, path, (description, operation) => {
    const { requestBody } = operation;
    if (requestBody === undefined) return body === undefined ? [] : [`${method} ${path} takes no body`];
    if (body === undefined) return requestBody.required === true ? [`${method} ${path} needs a body`] : [];
    return faultsOf(description, schemaIn(requestBody.content), body);
  });
}

/** What Microsoft's description finds wrong with an answer: wrong types, and properties that it does not know. */
export function checkResponse(method: string, path: string, status: number, body?: unknown): string[] {
  return withOperation(method, path, (description, operation) => {
    const { responses } = operation;
    const schema = schemaIn((status < 300 ? (responses['2XX'] ?? responses['200']) : responses['default'])?.content);
    if (schema === undefined || body === undefined) return [];
    return [...faultsOf(description, schema, body), ...strangers(description, schema, body as Schema)];
  });
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

/** OpenAPI 3.0 says `nullable` where JSON Schema lists the type null. */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Schema;
  const schema = Object.fromEntries(Object.entries(rest).map(([name, each]) => [name, asJsonSchema(each)]));
  if (typeof schema['$ref'] === 'string') schema['$ref'] = schema['$ref'].replace(/^#/, 'graph#');
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
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
  const validate = compiled.get(schema) ?? description.ajv.compile(asJsonSchema(schema) as Schema);
  compiled.set(schema, validate);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}

/** Properties that an object, or an object of a collection, has and its type does not: the description leaves answers open. */
function strangers(description: Description, schema: Schema, body: Schema): string[] {
  const { value } = body;
  const items = Array.isArray(value) && typeof value[0] === 'object' ? (value as Schema[]) : undefined;
  const item = (asProperties(description, schema)['value'] as { items?: Schema } | undefined)?.items;
  if (items !== undefined && item !== undefined) return items.flatMap((each) => strangersIn(description, item, each));
  return strangersIn(description, schema, body);
}

function strangersIn(description: Description, schema: Schema, object: Schema): string[] {
  const type = object['@odata.type'];
  const named = typeof type === 'string' ? description.schemas[type.slice(1)] : undefined;
  const known = asProperties(description, named ?? schema);
  if (Object.keys(known).length === 0) return [];
  const unknown = Object.keys(object).filter((name) => !name.includes('@odata.') && !(name in known));
  return unknown.map((name) => `'${name}' is no property of ${typeof type === 'string' ? type : 'this answer'}`);
}

function asProperties(description: Description, schema: Schema): Schema {
  const target =
    typeof schema['$ref'] === 'string' ? description.schemas[schema['$ref'].split('/').at(-1) ?? ''] : schema;
  const parts = (target?.['allOf'] ?? []) as Schema[];
  return Object.assign({}, ...parts.map((part) => asProperties(description, part)), target?.['properties']) as Schema;
}
