import type { Answer, Call } from './call.ts';
import { badRequest, GraphFailure } from './errors.ts';
import { answerPlain } from './listing.ts';
import { bodyWith, param } from './params.ts';
import { read, write, type Route } from './router.ts';
import type { Bag, Installation, TeamsApp, TenantState, User } from './state.ts';
import { userOf } from './userReads.ts';

export const teamsAppRoutes: readonly Route[] = [
  read('GET', '/appCatalogs/teamsApps', (call) => answerPlain(call, '/appCatalogs/teamsApps', call.state.teamsApps)),
  read('GET', '/users/:user/teamwork/installedApps', listInstalled),
  write('POST', '/users/:user/teamwork/installedApps', install),
  read('GET', '/users/:user/teamwork/installedApps/:installation/chat', getChat),
];

function listInstalled(call: Call): Answer {
  const user = teamsUserOf(call);
  const expands = call.query.expand.some(({ name }) => name === 'teamsApp');
  const bags = installationsOf(call.state, user).map(({ teamsAppId }) => {
    const teamsApp = call.state.teamsApps.find(({ id }) => id === teamsAppId);
    return { id: installationId(user.id, teamsAppId), ...(expands && { teamsApp }) };
  });
  return answerPlain(call, `/users('${user.id}')/teamwork/installedApps`, bags);
}

/** Answers 201 with nothing in it (learn.microsoft.com/graph/api/userteamwork-post-installedapps). */
function install(call: Call): Answer {
  const user = teamsUserOf(call);
  const app = boundApp(call);
  if (call.state.teamsAppsBlocked) throw blocked(call.state, user, app);
  const installed = (call.state.installedApps[user.id] ??= []);
  if (installed.some(({ teamsAppId }) => teamsAppId === app.id)) throw alreadyInstalled();
  installed.push({ teamsAppId: app.id, installedDateTime: call.now.toISOString() });
  return { status: 201 };
}

function getChat(call: Call): Answer {
  const user = teamsUserOf(call);
  const found = installationsOf(call.state, user).find(
    ({ teamsAppId }) => installationId(user.id, teamsAppId) === param(call, 'installation'),
  );
  const app = call.state.teamsApps.find(({ id }) => id === found?.teamsAppId);
  if (found === undefined || app === undefined) throw notFound();
  return { status: 200, body: chatOf(call, user, { app, since: found.installedDateTime }) };
}

function chatOf(call: Call, user: User, { app, since }: { app: TeamsApp; since: string }): Bag {
  return {
    '@odata.context': `${call.base}/$metadata#chats/$entity`,
    id: `19:${user.id}_${app.externalId}@unq.gbl.spaces`,
    topic: null,
    createdDateTime: since,
    lastUpdatedDateTime: since,
    chatType: 'oneOnOne',
    tenantId: call.state.tenantId,
  };
}

/** Who has no licence with Teams in it is unknown to Teams (graph.md §15 says 4xx, the field 404). Throws that. */
function teamsUserOf(call: Call): User {
  const user = userOf(call);
  if (!hasTeams(call.state, user)) throw notFound();
  return user;
}

function hasTeams({ skus }: TenantState, { assignedLicenses }: User): boolean {
  return assignedLicenses.some(({ skuId, disabledPlans }) => {
    const plans = skus.find((sku) => sku.skuId === skuId)?.servicePlans ?? [];
    return plans.some((plan) => plan.servicePlanName === 'TEAMS1' && !disabledPlans.includes(plan.servicePlanId));
  });
}

/** The app that `teamsApp@odata.bind` names; its address must be of this very cloud (graph.md §17). Throws 400 and 404. */
function boundApp(call: Call): TeamsApp {
  const url = bodyWith(call, 'teamsApp@odata.bind')['teamsApp@odata.bind'];
  const catalogue = `${call.base}/appCatalogs/teamsApps/`;
  if (typeof url !== 'string' || !url.startsWith(catalogue)) {
    throw badRequest("Invalid bind property name 'teamsApp' in request.");
  }
  const app = call.state.teamsApps.find(({ id }) => id === url.slice(catalogue.length));
  if (app === undefined) throw notFound();
  return app;
}

function installationsOf(state: TenantState, user: User): readonly Installation[] {
  return state.installedApps[user.id] ?? [];
}

/** Shaped as Graph's own, with a character that has to be encoded in a path. */
function installationId(userId: string, teamsAppId: string): string {
  return Buffer.from(`${userId}##${teamsAppId}`).toString('base64');
}

function notFound(): GraphFailure {
  return new GraphFailure(404, 'NotFound', 'Not Found');
}

function alreadyInstalled(): GraphFailure {
  return new GraphFailure(409, 'Conflict', 'App is already installed in the personal scope of the user.');
}

function blocked({ tenantId }: TenantState, user: User, app: TeamsApp): GraphFailure {
  const ids = `TenantId: ${tenantId}, UserObjectId: ${user.id}, AppId: ${app.id}, AppType: Private`;
  return new GraphFailure(403, 'Forbidden', `App is blocked by app permission policy. ${ids}`);
}
