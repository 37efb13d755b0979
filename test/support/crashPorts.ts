import type { Records, Store } from '../../src/offboarding/ports/store.ts';

/**
 * Called before each call of a wrapped port, and before each commit. A process that dies "after" a call dies before the next one:
 * between the two nothing leaves the process, so the moments before all calls, with one after the last, are all there are.
 */
export type Boundary = (what: string) => Promise<void> | void;

/** The same port, with a boundary before each of its calls. */
export function atBoundaries<Port extends object>(port: Port, name: string, boundary: Boundary): Port {
  const wrapped = Object.entries(port).map(([method, call]) => {
    const passed = async (...given: unknown[]): Promise<unknown> => {
      await boundary(`${name}.${method}`);
      return (call as (...given: unknown[]) => unknown)(...given);
    };
    return [method, passed] as const;
  });
  return Object.fromEntries(wrapped) as Port;
}

/** How the names of boundaries inside a transaction begin. */
export const insideTransaction = 'in transaction ';

/** The store, its records inside transactions and each transaction's commit included. */
export function storeAtBoundaries(store: Store, boundary: Boundary): Store {
  const { transaction, ...records } = store;
  return {
    ...recordsAtBoundaries(records, '', boundary),
    transaction: async (work) => {
      await boundary('begin');
      return transaction(async (inside) => {
        const result = await work(recordsAtBoundaries(inside, insideTransaction, boundary));
        await boundary('commit');
        return result;
      });
    },
  };
}

function recordsAtBoundaries(records: Records, prefix: string, boundary: Boundary): Records {
  const wrapped = Object.entries(records).map(([name, port]) => [
    name,
    atBoundaries(port as object, `${prefix}${name}`, boundary),
  ]);
  return Object.fromEntries(wrapped) as Records;
}
