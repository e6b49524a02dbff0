import {test} from 'vitest';
import {stormOfClients} from '../e2e/client-storm.ts';
import {stormNumbers} from './seed.ts';

const CLIENTS = 8;
/** The total number of requests of all clients. */
const STEPS = Number(process.env.BOTTLE_STORM_STEPS ?? 200);
const ROUNDS = 5;

test(`${CLIENTS} clients use one run at the same time, ${STEPS} steps`, async () => {
  const steps = Math.ceil(STEPS / CLIENTS / ROUNDS);
  await stormOfClients({clients: CLIENTS, rounds: ROUNDS, steps, random: stormNumbers(70)});
});
