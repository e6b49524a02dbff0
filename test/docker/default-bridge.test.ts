import {execFile} from 'node:child_process';
import {Agent, createServer} from 'node:http';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, test} from 'vitest';
import {defaultBridge} from '../../src/docker/default-bridge.ts';
import type {Finding} from '../../src/doctor/finding.ts';
import {withEngine} from '../support/docker.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {listen} from '../support/listen.ts';
import {privateDockerd} from '../support/private-dockerd.ts';

const ONE_CONTAINER = 'tasks: {box: {container: {image: "x:1"}}}';

withEngine('`bottle doctor`', () => {
  test('reports an engine that was started without its default network', async () => {
    const rig = await launchRig(ONE_CONTAINER);
    const pid = await privateDockerd({home: rig.stateDir, args: ['--bridge', 'none']});
    expect(await dockerFinding(rig, pid)).toMatchObject({
      status: 'missing',
      found: expect.stringMatching(/ has no default network `bridge`$/) as string,
    });
  });

  test('reports an engine whose default network was deleted, but only from the network namespace of the engine', async () => {
    const rig = await launchRig(ONE_CONTAINER);
    const pid = await privateDockerd({home: rig.stateDir});
    expect(await dockerFinding(rig, pid)).toMatchObject({status: 'good'});
    await promisify(execFile)('nsenter', [
      '-t',
      String(pid),
      '-n',
      'busybox',
      'ip',
      'link',
      'del',
      'docker0',
    ]);
    expect(await dockerFinding(rig, pid)).toMatchObject({
      status: 'missing',
      found: expect.stringMatching(/the interface `docker0` does not exist$/) as string,
    });
    expect(await dockerFinding(rig)).toMatchObject({status: 'good'});
  });
});

/**
 * The result of `bottle doctor` for the engine in the rig's state directory, optionally in the network namespace of a
 * process.
 */
async function dockerFinding(rig: LaunchRig, pid?: number): Promise<Finding | undefined> {
  const inside = pid === undefined ? [] : ['nsenter', '-t', String(pid), '-n'];
  const argv = [...inside, process.execPath, rig.command, 'doctor', '--format', 'json', 'bottle.yaml'];
  const env = {DOCKER_HOST: `unix://${join(rig.stateDir, 'docker.sock')}`};
  const {stdout} = await rig.start(argv, {env}).ended();
  const {checks} = JSON.parse(stdout) as {readonly checks: readonly Finding[]};
  return checks.find(({check}) => check === 'docker');
}

describe('the default network is assumed to exist', () => {
  const linux = {OSType: 'linux'};
  test.each([
    ['on Windows', {'/info': {OSType: 'windows'}}],
    ['on another machine', {'/info': linux, '/networks/bridge': {Options: {}}}],
    ['behind a proxy that hides the network', {'/info': linux}],
    ['behind a proxy that hides everything', {}],
  ])('%s', async (_where, answers: Readonly<Record<string, object>>) => {
    const port = await listen(
      createServer(({url = ''}, response) => {
        const answer = answers[url];
        response.writeHead(answer ? 200 : 403).end(answer ? JSON.stringify(answer) : 'Forbidden');
      }),
    );
    const agent = new Agent();
    const connection = {protocol: 'http', host: '127.0.0.1', port, agent} as const;
    const signal = new AbortController().signal;
    expect(await defaultBridge(connection, signal)).toEqual({state: 'there'});
  });
});
