import type { Sku } from '../state.ts';
import { sandboxSkus } from './ids.ts';

/** SKU and service plan ids are Microsoft's own (learn.microsoft.com/entra/identity/users/licensing-service-plan-reference). */
export const skus: Sku[] = [
  {
    skuId: sandboxSkus.e3,
    skuPartNumber: 'SPE_E3',
    enabled: 40,
    servicePlans: [
      {
        servicePlanId: 'efb87545-963c-4e0d-99df-69c6916d9eb0',
        servicePlanName: 'EXCHANGE_S_ENTERPRISE',
        provisioningStatus: 'Success',
        appliesTo: 'User',
      },
      {
        servicePlanId: '5dbe027f-2339-4123-9542-606e4d348a72',
        servicePlanName: 'SHAREPOINTENTERPRISE',
        provisioningStatus: 'Success',
        appliesTo: 'User',
      },
      {
        servicePlanId: '57ff2da0-773e-42df-b2af-ffb7a2317929',
        servicePlanName: 'TEAMS1',
        provisioningStatus: 'Success',
        appliesTo: 'User',
      },
    ],
  },
  {
    skuId: sandboxSkus.project,
    skuPartNumber: 'PROJECTPROFESSIONAL',
    enabled: 5,
    servicePlans: [
      {
        servicePlanId: '818523f5-016b-4355-9be8-ed6944946ea7',
        servicePlanName: 'PROJECT_PROFESSIONAL',
        provisioningStatus: 'Success',
        appliesTo: 'User',
      },
    ],
  },
];
