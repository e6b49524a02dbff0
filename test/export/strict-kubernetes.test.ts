import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {kubernetesManifests} from '../../src/export/kubernetes/manifests.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {launch} from './launch.ts';

/** Every container key that can be exported, along with claims, jobs, policies and probes. */
const ALL = `
name: all
secrets: {TOKEN: {env: B}}
tasks:
  inside: {network: {internal: true}}
  data: {volume: {keep: true}}
  job: {container: {image: a, ends: true, command: [x]}}
  db: {container: {image: pg, networks: [inside], volumes: [data:/d], env: {P: "\${{ secrets.TOKEN }}"}}, ready: {port: 5432}}
  web:
    needs: [db, job]
    container:
      image: nginx
      pull: always
      platform: linux/arm64
      entrypoint: [a]
      command: [b]
      env: {A: b}
      user: "1000:100"
      workdir: /w
      grace: 5s
      stdin_open: true
      tty: true
      ports: ["80", "53:53/udp", "9/sctp"]
      expose: ["81-82"]
      extra_hosts: ["a:10.0.0.1"]
      hostname: web
      dns: [9.9.9.9]
      dns_search: [a.test]
      dns_opt: ["ndots:3"]
      memory: 64m
      mem_reservation: 32m
      shm_size: 9m
      cpus: 1.5
      storage_opt: {size: 10G}
      privileged: true
      cap_add: [NET_ADMIN]
      cap_drop: [ALL]
      security_opt: [no-new-privileges]
      group_add: [5]
      sysctls: {net.core.somaxconn: 9}
      ipc: host
      pid: host
      userns_mode: host
      runtime: runsc
      read_only: true
      labels: {a: b}
      annotations: {c: d}
      tmpfs: ["/tmp:size=1m"]
      volumes:
        - {type: volume, target: /own}
        - {type: tmpfs, target: /m, tmpfs: {size: 1m}}
        - {type: image, source: app, target: /i, image: {subpath: s}}
      healthcheck: {command: [check], interval: 2s, start_period: 3s}
      post_start: [{command: a}]
      pre_stop: [{command: [b]}]
      restart: {attempts: unlimited}
    ready: {http: {url: "http://127.0.0.1:80/x", request_headers: {A: b}, timeout: 60s}}
    liveness: {exec: [alive], interval: 3s}
`;

const examples = readdirSync('examples').flatMap(name => {
  const path = join('examples', name, 'bottle.yaml');
  return existsSync(path) ? [[name, readFileSync(path, 'utf8')] as const] : [];
});

describe.skipIf(!hasGo() && !process.env.CI)('manifests match the types of Kubernetes', () => {
  const strict = {program: ''};

  beforeAll(async () => {
    strict.program = join(await temporaryDirectory(afterAll), 'strict');
    const cwd = join(import.meta.dirname, 'strict-kubernetes');
    execFileSync('go', ['build', '-o', strict.program, '.'], {cwd, stdio: ['ignore', 'ignore', 'inherit']});
  }, 600_000);

  const problems = (manifests: string): string =>
    spawnSync(strict.program, {input: manifests, encoding: 'utf8'}).stdout;

  test.each([['all keys', ALL] as const, ...examples])('have no unknown fields: %s', (_, text) => {
    const [file] = kubernetesManifests(launch(text)).files;
    expect(problems(file?.text ?? '')).toBe('');
  });

  test('are checked for unknown fields', () => {
    expect(problems('apiVersion: v1\nkind: Service\nspec: {selectors: {}}\n')).toContain(
      'unknown field "selectors"',
    );
  });
});

function hasGo(): boolean {
  return spawnSync('go', ['version']).status === 0;
}
