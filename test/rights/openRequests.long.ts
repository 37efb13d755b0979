import { describeRights } from '../support/rightsSuite.ts';
import { openSituations } from '../support/rightsTable.ts';

describeRights('what everybody may do to a request that is open', openSituations);
