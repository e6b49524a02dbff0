import {expect, test} from 'vitest';
import {foreignContainer, withEngine} from '../support/docker.ts';
import {launchFolder} from './launch-here.ts';

withEngine('a leased address', () => {
  test('is not an address on which a foreign container publishes a port', async () => {
    const name = await foreignContainer(['-p', '127.0.0.201:7070:80']);
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {
        first: {alias: {pool: '127.0.0.201-127.0.0.202'}},
        second: {needs: ['first'], alias: {pool: '127.0.0.201-127.0.0.202'}},
      },
    });
    expect((await launch.event('task-ready', 'first')).outputs).toEqual({ip: '127.0.0.202'});
    const {failures} = await launch.ended;
    expect(failures).toMatchObject([
      {
        reason: 'pool-exhausted',
        task: 'second',
        holders: [
          {address: '127.0.0.201', by: 'other', what: `container ${name}`},
          {address: '127.0.0.202', by: 'run', task: 'first'},
        ],
      },
    ]);
  });

  test('may be an address that only containers with ports on all addresses use', async () => {
    await foreignContainer(['-p', '80']);
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {address: {alias: {pool: '127.0.0.203-127.0.0.203'}}}});
    expect((await launch.event('task-ready', 'address')).outputs).toEqual({ip: '127.0.0.203'});
    await launch.ended;
  });
});
