import { z } from 'zod';
import { FarewellError, hasCode } from '../errors.ts';
import type { Tenant } from '../offboarding/ports/tenant.ts';
import type { GraphClient } from './client.ts';
import { catalogueAppPath, installedAppsPath, installedChatPath, quoted, referenceTo, withQuery } from './paths.ts';
import { pageOf, readIfThere, readOne } from './reading.ts';

/** Who is to have which app, named by its id in the catalogue. */
interface Wanted {
  readonly userId: string;
  readonly appId: string;
}

const withId = z.object({ id: z.string().min(1) });

/** Seconds before each look for what was just installed: Teams shows it a while after it took it. */
const looks = [0, 1, 2, 4, 8];

/**
 * The port's personalChat for the app with this id in its manifest; without one it answers undefined and asks nothing. It throws
 * `graph-not-found` also where the app is not in the catalogue, `graph-unavailable` where Teams does not show the chat in time,
 * and other `graph-…`. Graph reference: appCatalogs list teamsApps; userTeamwork list and add installedApps, get chat.
 */
export function createPersonalChat(client: GraphClient, manifestId: string | undefined): Tenant['personalChat'] {
  if (manifestId === undefined) return () => Promise.resolve(undefined);
  const catalogueId = rememberFound(() => findInCatalogue(client, manifestId));
  return async (userId) => {
    const wanted = { userId, appId: await catalogueId() };
    const chat = await findChat(client, wanted);
    if (chat !== undefined) return chat;
    await install(client, wanted);
    return awaitChat(client, wanted);
  };
}

/** Those who ask at the same time share one search; one that failed is not remembered. */
function rememberFound<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= find().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

/** The id in the tenant's catalogue of the app with this id in its manifest. Throws `graph-not-found` where it is not there, and other `graph-…`. */
export async function findInCatalogue(client: GraphClient, manifestId: string): Promise<string> {
  const path = withQuery('/appCatalogs/teamsApps', { filter: `externalId eq ${quoted(manifestId)}` });
  const { value } = await readOne(client, { path, schema: pageOf(withId) });
  const [app] = value;
  if (app === undefined) throw new FarewellError('graph-not-found', "the Teams app is not in the tenant's catalogue");
  return app.id;
}

/** undefined: the app is not installed, or its chat is not there yet. */
async function findChat(client: GraphClient, { userId, appId }: Wanted): Promise<string | undefined> {
  const query = { expand: 'teamsApp', filter: `teamsApp/id eq ${quoted(appId)}` };
  const installed = { path: withQuery(installedAppsPath(userId), query), schema: pageOf(withId) };
  const [installation] = (await readOne(client, installed)).value;
  if (installation === undefined) return undefined;
  const chat = await readIfThere(client, { path: installedChatPath(userId, installation.id), schema: withId });
  return chat?.id;
}

/**
 * Sent as what may be repeated, unlike other writes: a second one finds the app installed, is answered 409, and so is a success
 * too. A 500 then leaves no outcome in doubt that somebody would have to look into.
 */
async function install(client: GraphClient, { userId, appId }: Wanted): Promise<void> {
  const body = { 'teamsApp@odata.bind': referenceTo(client.baseUrl, catalogueAppPath(appId)) };
  try {
    await client.call({ method: 'POST', path: installedAppsPath(userId), kind: 'read', body });
  } catch (error) {
    if (!hasCode(error, 'graph-conflict')) throw error;
  }
}

async function awaitChat(client: GraphClient, wanted: Wanted): Promise<string> {
  const patience = client.patience();
  for (const seconds of looks) {
    if (!(await patience.wait(seconds))) break;
    const chat = await findChat(client, wanted);
    if (chat !== undefined) return chat;
  }
  throw new FarewellError('graph-unavailable', 'Teams took the installation and does not show its chat yet');
}
