import { killEverywhereOnPglite } from '../support/crashSuite.ts';

killEverywhereOnPglite(['delete, every step', 'undo of a delete, every step']);
