import type { Library } from '../belongings.ts';
import type { Leftover, Snapshot } from '../journal.ts';
import { leaverAlone, nothingLeft, successorOf, type OffboardingStep, type Step, type StepScene } from './step.ts';

const permissions = ['Files.ReadWrite.All'];

/**
 * Gives the successor the leaver's OneDrive, to read and write, without a mail to them. Where that was wanted and failed nobody is
 * deleted, and the files with them.
 */
export const shareFiles: OffboardingStep = {
  id: 'share-files',
  permissions,
  undoneBy: ['unshare-files'],
  needsSuccessor: 'anybody',
  essentialFor: ['delete'],
  offer: (path, { drive }) => (drive === null ? undefined : { by: path === 'keep' ? 'on' : 'off', scope: leaverAlone }),
  async before(scene) {
    const { tenant, leaverId } = scene;
    const personId = successorOf(scene).id;
    const library = (await tenant.readLibrary(leaverId)) ?? null;
    const shares = library === null ? [] : await tenant.readShares(library, personId);
    return { library, personId, shares };
  },
  alreadySo: (snapshot) => sharesIn(snapshot).length > 0,
  async run({ tenant, leaverId }, mark, snapshot) {
    const library = libraryIn(snapshot);
    if (library === undefined) return [noLibrary(leaverId)];
    await tenant.shareLibrary(library, personIn(snapshot), mark);
    return nothingLeft;
  },
  hasHappened: async (scene, snapshot) => (await sharesNow(scene, snapshot)).length > 0,
};

/** Takes the permission back that was given; one that the successor had before stays. */
export const unshareFiles: Step = {
  id: 'unshare-files',
  permissions,
  takesBack: true,
  essentialFor: [],
  async before(scene) {
    const origin = scene.origin?.snapshot ?? {};
    return { ...origin, shares: await sharesNow(scene, origin) };
  },
  alreadySo: (snapshot) => sharesIn(snapshot).length === 0,
  async run(scene, mark, snapshot) {
    const library = libraryIn(snapshot);
    if (library === undefined) return nothingLeft;
    for (const id of await sharesNow(scene, snapshot)) await scene.tenant.unshareLibrary(library, id, mark);
    return nothingLeft;
  },
  hasHappened: async (scene, snapshot) => (await sharesNow(scene, snapshot)).length === 0,
};

async function sharesNow({ tenant }: StepScene, snapshot: Snapshot): Promise<string[]> {
  const library = libraryIn(snapshot);
  return library === undefined ? [] : tenant.readShares(library, personIn(snapshot));
}

function noLibrary(leaverId: string): Leftover {
  return { kind: 'drive', id: leaverId, name: 'OneDrive', why: 'graph-not-found' };
}

function libraryIn(snapshot: Snapshot): Library | undefined {
  return (snapshot['library'] as Library | null | undefined) ?? undefined;
}

function personIn(snapshot: Snapshot): string {
  return (snapshot['personId'] as string | undefined) ?? '';
}

function sharesIn(snapshot: Snapshot): readonly string[] {
  return (snapshot['shares'] as readonly string[] | undefined) ?? [];
}
