import {createServer} from 'node:http';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {listen} from '../support/listen.ts';

/** Serves pings, and fails all other requests. */
function brokenEngine() {
  return createServer(({url = ''}, response) => {
    response.setHeader('Api-Version', '1.45');
    response.statusCode = url.endsWith('/_ping') ? 200 : 500;
    response.end('{"message": "out of order"}');
  });
}

test('deprecations of Node are not reported to users', async () => {
  const port = await listen(brokenEngine());
  const rig = await launchRig('tasks: {box: {container: {image: box}}}');
  // Node 24 reports that of `url.parse`, which a package calls, by default, and older versions with this option.
  const env = {DOCKER_HOST: `tcp://127.0.0.1:${port}`, NODE_OPTIONS: '--pending-deprecation'};
  const {stderr} = await rig.bottle(['run'], {env}).ended();
  expect(stderr).toContain('cannot create a container');
  expect(stderr).not.toContain('DeprecationWarning');
});
