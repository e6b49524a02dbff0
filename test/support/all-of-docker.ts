import {expect} from 'vitest';
import {BUSYBOX, expectNothingLeft} from './docker.ts';
import type {LaunchRig} from './launch-rig.ts';
import type {Launch} from './launch.ts';
import {CTRL_C, onTerminal} from './terminal.ts';

/** A launch that uses all requests to an engine: networks, containers, events, commands and copies, over any connection. */
export const ALL_OF_DOCKER = `
  until: back
  tasks:
    inside: {network: {}}
    web:
      container:
        image: '${BUSYBOX}'
        command: [sh, -c, 'echo hello; exec httpd -f -p 8080']
        networks: [inside]
        ports: [':8080']
        init: true
        healthcheck: {command: [wget, -q, -O, /dev/null, 'http://127.0.0.1:8080/bin/sh']}
      ready: [{port: 8080}, {log: hello}, {health: {timeout: 60s}}, {echo: {successes: 2}}, {exec: [/bin/true]}]
    into: {copy: {from: ./words, to: 'web:/tmp/words'}}
    read: {needs: [into], exec: {in: web, command: 'cat /tmp/words; echo err >&2'}}
    back: {needs: [read], copy: {from: 'web:/tmp/words', to: ./back}}
`;

/** A launch of a single container that stays up. */
export const ONE_CONTAINER = `
  tasks:
    box: {container: {image: '${BUSYBOX}', command: [sleep, '600'], init: true}}
`;

/** Runs {@link ALL_OF_DOCKER}, which must be the launch file of the rig. Expects all output to arrive and nothing to be left. */
export async function expectAllComesThrough(
  rig: LaunchRig,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await rig.write('words', 'over the wire\n');
  const launch = rig.run([], {env});
  expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  const said = launch.events.flatMap(event =>
    event.type === 'task-output' && event.task === 'read' ? [event.line] : [],
  );
  expect(said.toSorted()).toEqual(['err', 'over the wire']);
  expect(await rig.read('back')).toBe('over the wire\n');
  await expectNothingOf(rig);
}

/** An interactive command for the container `box`, as an `exec`. */
export const TALKS =
  `{in: box, interactive: true, command: 'trap "echo got-it" INT; echo has-"begun"; ` +
  `until read -r line; do :; done; echo "you typed $line"; exit 7'}`;

/** A launch of a container with an interactive command. */
export const ONE_THAT_TALKS = `${ONE_CONTAINER}
    talks: {exec: ${TALKS}}
`;

/** Expects {@link TALKS} to receive keys and Ctrl-C, and bottle to exit with its code. */
export async function expectTalk(launch: Launch): Promise<void> {
  await launch.printed('has-begun');
  launch.type(CTRL_C);
  await launch.printed('got-it');
  launch.type('hello\n');
  const {code, stdout} = await launch.ended();
  expect(stdout).toContain('you typed hello');
  expect(code).toBe(7);
}

/**
 * Runs {@link ONE_THAT_TALKS} on a terminal. Expects the command to receive keys and Ctrl-C, and bottle to exit with
 * its code.
 */
export async function expectTerminalComesThrough(
  rig: LaunchRig,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await expectTalk(onTerminal(rig, ['run'], env));
  await expectNothingOf(rig);
}

/** Runs {@link ONE_CONTAINER}, kills bottle, and expects the next run to remove the leftovers. */
export async function expectNextRunRemoves(
  rig: LaunchRig,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const killed = rig.run([], {env});
  await killed.event('run-ready');
  killed.signal('SIGKILL');
  await killed.ended();
  const next = rig.run([], {env});
  expect(await next.event('dead-run-removed')).toMatchObject({leftovers: []});
  await next.event('run-ready');
  next.signal('SIGTERM');
  await next.ended();
  await expectNothingOf(rig);
}

/**
 * Expects nothing of the rig's launches to be left on the engine, among processes and among leases. A failed run keeps
 * its logs.
 */
export async function expectNothingOf(rig: LaunchRig): Promise<void> {
  await expectNothingLeft(`bottle.file=${rig.dir}/bottle.yaml`);
  expect((await rig.leftBehind()).filter(what => !what.startsWith('state/runs/'))).toEqual([]);
}
