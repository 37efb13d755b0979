import type { ServicePlan, Sku } from '../state.ts';
import { sandboxSkus } from './ids.ts';

const skypePlan = '0feaeb32-d00e-4d66-bd5a-43b5b83db82c';
const phonePlan = '4828c8ec-dc2e-4779-b502-87ac9ce28ab7';

/** Service plan → those without which it can't be assigned. */
export const planDependencies: Readonly<Record<string, readonly string[]>> = { [phonePlan]: [skypePlan] };

/** SKU and service plan ids are Microsoft's own (learn.microsoft.com/entra/identity/users/licensing-service-plan-reference). */
export const skus: Sku[] = [
  { skuId: sandboxSkus.e3, skuPartNumber: 'SPE_E3', enabled: 40, servicePlans: officePlans() },
  {
    skuId: sandboxSkus.project,
    skuPartNumber: 'PROJECTPROFESSIONAL',
    enabled: 5,
    servicePlans: [planOf('818523f5-016b-4355-9be8-ed6944946ea7', 'PROJECT_PROFESSIONAL')],
  },
  {
    skuId: sandboxSkus.e5,
    skuPartNumber: 'SPE_E5',
    enabled: 6,
    servicePlans: [...officePlans(), planOf(phonePlan, 'MCOEV')],
  },
  { skuId: sandboxSkus.phone, skuPartNumber: 'MCOEV', enabled: 4, servicePlans: [planOf(phonePlan, 'MCOEV')] },
];

function officePlans(): ServicePlan[] {
  return [
    planOf('efb87545-963c-4e0d-99df-69c6916d9eb0', 'EXCHANGE_S_ENTERPRISE'),
    planOf('5dbe027f-2339-4123-9542-606e4d348a72', 'SHAREPOINTENTERPRISE'),
    planOf('57ff2da0-773e-42df-b2af-ffb7a2317929', 'TEAMS1'),
    planOf(skypePlan, 'MCOSTANDARD'),
  ];
}

function planOf(servicePlanId: string, servicePlanName: string): ServicePlan {
  return { servicePlanId, servicePlanName, provisioningStatus: 'Success', appliesTo: 'User' };
}
