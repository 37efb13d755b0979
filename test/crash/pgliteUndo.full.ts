import { killEverywhereOnPglite } from '../support/crashSuite.ts';

// A file of its own, so that another worker takes it.
killEverywhereOnPglite(['undo of a keep', 'undo of a delete', 'cards']);
