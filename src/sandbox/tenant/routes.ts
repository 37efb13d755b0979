import { calendarRoutes } from './calendarRoutes.ts';
import { deviceRoutes } from './deviceRoutes.ts';
import { driveRoutes } from './driveRoutes.ts';
import { groupRoutes } from './groupRoutes.ts';
import { licenceRoutes } from './licenceRoutes.ts';
import { mailboxRoutes } from './mailboxRoutes.ts';
import type { Route } from './router.ts';
import { teamsAppRoutes } from './teamsAppRoutes.ts';
import { tenantRoutes } from './tenantRoutes.ts';
import { userReads } from './userReads.ts';
import { userWrites } from './userWrites.ts';

/** Everything of Graph v1.0 that this tenant answers, `/$batch` apart. */
export const routes: readonly Route[] = [
  ...userReads,
  ...userWrites,
  ...mailboxRoutes,
  ...calendarRoutes,
  ...driveRoutes,
  ...deviceRoutes,
  ...licenceRoutes,
  ...groupRoutes,
  ...teamsAppRoutes,
  ...tenantRoutes,
];
