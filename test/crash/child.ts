import { writeSync } from 'node:fs';
import {
  approve,
  ask,
  bounded,
  comesTime,
  liveOn,
  takeBack,
  takeUp,
  workOff,
  type Birth,
  type Life,
  type Wanted,
} from '../support/crashLife.ts';
import { insideTransaction } from '../support/crashPorts.ts';

/**
 * A process with two things to do: to go on with what the process before it left, as every start does, and to begin something of
 * its own, in the middle of which it dies by SIGKILL, at the boundary that it was told.
 */
export interface ChildOrder extends Birth, Wanted {
  readonly plan: PlanName;
  /** The how manieth boundary it does not survive. */
  readonly killAt: number;
  /** Boundaries inside a transaction count too. What is durable at them is what was so at its beginning. */
  readonly insideTransactions: boolean;
}

export type PlanName = keyof typeof plans;

interface Mortal {
  readonly life: Life;
  readonly mortal: Life;
  /** From here on, or no longer, each boundary counts: what leads up to a plan is not what is killed. */
  counts(on: boolean): void;
}

const plans = {
  keep: offboard,
  delete: offboard,
  'delete in two parts': offboard,
  'undo of a keep': undoOne,
  'undo of a delete': undoOne,
  'keep, every step': offboard,
  'undo of a keep, every step': undoOne,
  'delete, every step': offboard,
  'undo of a delete, every step': undoOne,
  cards: showCards,
};

async function offboard({ life, mortal, counts }: Mortal): Promise<void> {
  await ask(life, order);
  await approve(life, order.requestId);
  counts(true);
  await workOff(mortal, 'run');
  const request = await life.deps.store.requests.find(order.requestId);
  if (request?.state !== 'grace') return;
  await comesTime(mortal, request.resumeAt);
  tell(`clock ${life.clock.aheadMs}`);
  await workOff(mortal, 'run');
}

async function undoOne({ life, mortal, counts }: Mortal): Promise<void> {
  await ask(life, order);
  await approve(life, order.requestId);
  await workOff(life, 'run');
  await takeBack(life, order.requestId);
  counts(true);
  await workOff(mortal, 'run');
}

/** The two refreshes that have most to do: the question to the approvers, and the receipt to all. */
async function showCards({ life, mortal, counts }: Mortal): Promise<void> {
  await workOff(life, 'cards');
  await ask(life, order);
  counts(true);
  await workOff(mortal, 'cards');
  counts(false);
  await approve(life, order.requestId);
  await workOff(life, 'run');
  counts(true);
  await workOff(mortal, 'cards');
}

function tell(line: string): void {
  // At once: what waits in a buffer dies with the process.
  writeSync(1, `${line}\n`);
}

const order = JSON.parse(process.argv[2] ?? '') as ChildOrder;
const counter = { on: false, count: 0 };

function boundary(what: string): void {
  if (!counter.on || (what.startsWith(insideTransaction) && !order.insideTransactions)) return;
  counter.count += 1;
  if (counter.count < order.killAt) return;
  tell(`killed before ${what}`);
  process.kill(process.pid, 'SIGKILL');
}

const life = await liveOn(order);
await takeUp(life);
tell(`clock ${life.clock.aheadMs}`);
await plans[order.plan]({ life, mortal: bounded(life, boundary), counts: (on) => void (counter.on = on) });
boundary('its end');
tell('alive');
await life.database.close();
