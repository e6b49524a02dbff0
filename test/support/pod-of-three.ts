import {expect} from 'vitest';
import type {LaunchRig} from './launch-rig.ts';

/**
 * A launch of a pod with a server, a client that requests it at `localhost` before it serves, and a command that ends.
 * Works at any place.
 * @param head keys at the root
 */
export const POD_OF_THREE = (image: string, head = ''): string => `
${head}
tasks:
  word: {run: 'echo name=seeded >> "$BOTTLE_OUTPUT"', outputs: [name]}
  store:
    container:
      image: '${image}'
      pod: shop
      command: [sh, -c, 'trap "echo store stopped; exit 0" TERM; mkdir -p /www; echo store > /www/index.html; httpd -p 8081 -h /www; while :; do sleep 0.1; done']
      ports: ['8082']
    ready: {port: 8081}
  web:
    container:
      image: '${image}'
      pod: shop
      command: [sh, -c, 'trap "echo web stopped; exit 0" TERM; mkdir -p /www; wget -q -O - http://localhost:8081/ > /www/index.html && echo web >> /www/index.html; httpd -p 8082 -h /www; while :; do sleep 0.1; done']
      configs: [{content: "from web\\n", target: /etc/app.conf}]
    ready: {port: 8082}
  seed:
    needs: [web]
    container:
      image: '${image}'
      pod: shop
      ends: true
      env: {WORD: '\${{ tasks.word.name }}'}
      command: [sh, -c, 'echo "$WORD by" $(wget -q -O - http://localhost:8082/)']
  done:
    needs: [seed]
    run: 'echo reached'
    ready: {http: 'http://\${{ tasks.store.ports.8082 }}/'}
`;

/**
 * Runs the launch, and checks what the containers share and the order in which they stop. @param env environment for
 * the place
 */
export async function expectPodOfThree(
  rig: LaunchRig,
  env: Readonly<Record<string, string>>,
): Promise<ReturnType<LaunchRig['run']>> {
  const launch = rig.run([], {env});
  await launch.event('run-ready');
  const inside = await rig.bottle(['exec', 'web', '--', 'cat', '/etc/app.conf'], {env}).ended();
  expect(inside).toMatchObject({stdout: 'from web\n', code: 0});
  launch.signal('SIGTERM');
  await launch.ended();
  const tasksOf = (type: 'task-ready' | 'task-stopped') =>
    launch.events.flatMap(event => (event.type === type ? [event.task] : []));
  const ofPod = (tasks: readonly string[]) => tasks.filter(task => ['store', 'web', 'seed'].includes(task));
  expect(linesOf(launch).slice(0, 2)).toEqual(['seed: seeded by store web', 'done: reached']);
  expect(ofPod(tasksOf('task-ready'))).toEqual(['store', 'web']);
  expect(ofPod(tasksOf('task-stopped')).slice(-2)).toEqual(['web', 'store']);
  expect(await rig.leftBehind()).toEqual([]);
  return launch;
}

/** The output lines of all tasks, in order. */
export function linesOf({events}: ReturnType<LaunchRig['run']>): readonly string[] {
  return events.flatMap(event => (event.type === 'task-output' ? [`${event.task}: ${event.line}`] : []));
}
