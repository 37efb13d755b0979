import { killEverywhereOnPglite } from '../support/crashSuite.ts';

killEverywhereOnPglite(['keep', 'delete', 'delete in two parts']);
