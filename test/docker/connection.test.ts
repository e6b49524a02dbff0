import {inspect} from 'node:util';
import {expect, test} from 'vitest';
import {connectionTo} from '../../src/docker/connection.ts';

// docker-modem describes each request with all that can be reached from it.
test.each(['unix:///run/docker.sock', 'tcp://127.0.0.1:2375', 'ssh://root@there'])(
  'a request to %s is described without its connections',
  address => {
    const {agent} = connectionTo({address, source: 'DOCKER_HOST'}, {});
    expect(inspect({path: '/version', agent}, {showHidden: true, depth: null})).toBe(
      "{ path: '/version', agent: Agent }",
    );
  },
);
