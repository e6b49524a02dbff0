import {Duplex} from 'node:stream';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {connectForker} from '../../src/processes/forker-connection.ts';
import {frameOf} from '../../src/processes/forker-frame.ts';

test('writes a request immediately if no other command is in progress', () => {
  const {connection, writes} = connect();
  connection.send(['go', '1'], true);
  expect(writes).toEqual([frameOf(['go', '1'])]);
});

test('otherwise writes all requests of one turn of the event loop together', async () => {
  const {connection, writes} = connect();
  connection.send(['go', '1'], false);
  connection.send(['start', '2'], false);
  // Must not overtake the others.
  connection.send(['cancel', '3'], true);
  expect(writes).toEqual([]);
  await nextTurn();
  expect(writes).toEqual([frameOf(['go', '1']) + frameOf(['start', '2']) + frameOf(['cancel', '3'])]);
});

function connect() {
  const writes: string[] = [];
  const control = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      writes.push(chunk.toString('latin1'));
      done();
    },
  });
  return {connection: connectForker(control, () => undefined), writes};
}
