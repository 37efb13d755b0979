import { groupRoutes } from './groupRoutes.ts';
import { licenceRoutes } from './licenceRoutes.ts';
import type { Route } from './router.ts';
import { teamsAppRoutes } from './teamsAppRoutes.ts';
import { tenantRoutes } from './tenantRoutes.ts';
import { userReads } from './userReads.ts';
import { userWrites } from './userWrites.ts';

/** Everything of Graph v1.0 that this tenant answers, `/$batch` apart. */
export const routes: readonly Route[] = [
  ...userReads,
  ...userWrites,
  ...licenceRoutes,
  ...groupRoutes,
  ...teamsAppRoutes,
  ...tenantRoutes,
];
