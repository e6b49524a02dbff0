import {createServer} from 'node:net';
import {expect, test} from 'vitest';
import {listeningSockets, reachedAt} from '../../src/processes/listening-sockets.ts';
import {holdersAmong} from '../../src/processes/socket-holders.ts';
import {listen} from '../support/listen.ts';

test.skipIf(process.platform !== 'linux')(
  'no further process is read after the last holder is found',
  async () => {
    const port = await listen(createServer(), {host: '127.0.0.1'});
    const sockets = reachedAt(listeningSockets('tcp'), '127.0.0.1', port);
    const inodes = sockets.map(({inode}) => inode);
    let asked = 0;
    async function* processes() {
      while (asked < 3) {
        asked++;
        yield {pid: process.pid};
      }
    }
    expect(await holdersAmong(processes(), inodes)).toEqual(new Map(inodes.map(each => [each, process.pid])));
    expect([inodes.length, asked]).toEqual([1, 1]);
  },
);
