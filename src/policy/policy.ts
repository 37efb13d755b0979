/** The settings that decide who may do what; ids of Entra groups, undefined where not set. */
export interface Policy {
  readonly tenantId: string;
  readonly approverGroupId: string;
  readonly hrGroupId: string | undefined;
  readonly protectedGroupId: string | undefined;
  readonly requestsPerDay: number;
}
