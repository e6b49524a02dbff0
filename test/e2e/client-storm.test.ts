import {test} from 'vitest';
import {randomNumbers} from '../support/random-graph.ts';
import {stormOfClients} from './client-storm.ts';

test('three clients can use one run at the same time', async () => {
  await stormOfClients({
    clients: 3,
    rounds: 2,
    steps: 4,
    random: randomNumbers(8),
  });
});
