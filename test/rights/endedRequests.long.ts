import { describeRights } from '../support/rightsSuite.ts';
import { endedSituations } from '../support/rightsTable.ts';

describeRights('what everybody may do to a request that is over', endedSituations);
