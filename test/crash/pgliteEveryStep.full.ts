import { killEverywhereOnPglite } from '../support/crashSuite.ts';

killEverywhereOnPglite(['keep, every step', 'undo of a keep, every step']);
