import {test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {freePort} from '../support/listen.ts';
import {injectedError} from '../support/throw-in.ts';

/** Services that constantly print, exit and are probed, so that each kind of handler is called. */
const launchFile = (port: number) => `
  tasks:
    talk: {serve: 'while :; do echo line; sleep 0.05; done', ready: {log: line}}
    quick: {needs: [talk], serve: 'sleep 0.1', restart: {attempts: 100, delay: 10ms}}
    server: {serve: ['${process.execPath}', '-e', "require('http').createServer((_, answer) => answer.end()).listen(${port}, '127.0.0.1')"]}
    probed: {needs: [talk], wait: {}, ready: {port: ${port}, successes: 100, interval: 50ms, timeout: 60s}}
    asked: {needs: [talk], wait: {}, ready: {http: {url: 'http://127.0.0.1:${port}/', successes: 100, interval: 50ms, timeout: 60s}}}
`;

const KINDS = [
  'output',
  'exit',
  'connect',
  'response',
  'signal',
  'timer',
  'every-tick',
  'rejection',
  'next-tick',
  'write',
] as const;

test.each(KINDS)(
  'an error thrown in a handler of %s ends the run with a teardown and is then reported',
  async kind => {
    const rig = await launchRig(launchFile(await freePort()));
    const error = injectedError(rig, kind);
    const launch = rig.run([], {env: error.env});
    await launch.event('task-started', 'quick');
    await error.throwNow();
    await error.expectReported(launch);
  },
);
