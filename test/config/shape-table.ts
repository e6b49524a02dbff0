import {badKeys} from './bad-keys-table.ts';
import {badValues} from './bad-values-table.ts';

/** A launch file with an invalid shape. */
export interface BadFile {
  readonly name: string;
  readonly lines: readonly string[];
  /** The complete output of `bottle check`, line by line. */
  readonly says: readonly string[];
  /** The fixes that editors offer, in file order. Default: none. */
  readonly suggestions?: readonly string[];
}

/** Launch files with an invalid shape, for the validator of `bottle check` and for the schema that editors use. */
export const badFiles: readonly BadFile[] = [...badKeys, ...badValues];

/** Launch files with a valid shape; the names they mention need not exist. */
export const goodFiles: readonly {readonly name: string; readonly lines: readonly string[]}[] = [
  {name: 'no tasks yet', lines: ['tasks: {}']},
  {
    name: 'every key of the file',
    lines: [
      'version: 1',
      'name: x',
      'vars: {a: text, b: 1, c: 1.5, d: true, "e f": ""}',
      'env: {A: "${{ vars.a }}"}',
      'secrets: {A: {env: A}, B: {file: ./b}}',
      'jobs: 1',
      'until: a',
      'stop_timeout: 8s',
      'tasks: {a: {run: x}}',
    ],
  },
  {
    name: 'every common key',
    lines: [
      'tasks:',
      '  a:',
      '    wait: {}',
      '    needs: [b, {task: c}, {task: d, condition: ended}]',
      '    description: waits',
      '    env: {A: 1}',
      '    ready: {file: x}',
      '    timeout: 1.5s',
      '    wait_timeout: 1m',
      '    allow_failure: true',
      '    retry: {attempts: 3, delay: 250ms}',
      '    if: ${{ vars.a }}',
      '    tags: [x]',
    ],
  },
  {
    name: 'every key of run',
    lines: [
      'tasks:',
      '  a:',
      '    run: |',
      '      one',
      '      two',
      '    cwd: sub',
      '    shell: /bin/bash',
      '    outputs: [version, a-b_2]',
      '    sources: ["src/**"]',
      '    generates: [dist]',
      '    interactive: true',
    ],
  },
  {
    name: 'every key of serve',
    lines: [
      'tasks:',
      '  a:',
      '    serve: [node, "${{ vars.file }}"]',
      '    cwd: sub',
      '    shell: zsh',
      '    grace: 0s',
      '    on_exit: ignore',
      '    restart: {attempts: 1, delay: 1m}',
    ],
  },
  {
    name: 'aliases and certificates',
    lines: [
      'tasks:',
      '  a: {alias: {}}',
      '  b: {alias: {pool: 127.0.0.2-127.0.0.3, wait: 1h}}',
      '  c: {certificate: {ca: true, common_name: x, days: 3650}}',
      '  d: {certificate: {issuer: c, hosts: [localhost, 127.0.0.1], common_name: x, days: 1}}',
    ],
  },
  {
    name: 'every probe, with every limit',
    lines: [
      'tasks:',
      '  a:',
      '    serve: x',
      '    ready:',
      '      - {port: 1, any_owner: true, timeout: 1s, attempt_timeout: 1s, successes: 100, interval: 1ms}',
      '      - {port: "${{ tasks.b.host }}:80"}',
      '      - {http: "http://a/", any_owner: true, timeout: 1s, attempt_timeout: 1s, successes: 1, interval: 1s}',
      '      - http: {url: "https://a/", status: 204, body: ok, headers: {A: b}, ca: ca.pem, timeout: 1s, attempt_timeout: 1s, successes: 1, interval: 1s}',
      '      - http: {url: "https://a/", method: PUT, request_headers: {A: b}, request_body: c, insecure: true, any_owner: true}',
      '      - http: {url: "https://a/", status: 2xx}',
      '      - http: {url: "https://a/", status: [200-399, 4XX, 500]}',
      '      - {log: up, times: 2, timeout: 1s}',
      '      - {file: x.sock, timeout: 1s, attempt_timeout: 1s, successes: 1, interval: 1s}',
      '      - {command: "true", timeout: 1s, attempt_timeout: 1s, successes: 1, interval: 1s}',
      '      - {command: ["true"]}',
      '      - notify: {timeout: 1s}',
      '      - echo: {timeout: 1s, attempt_timeout: 1s, successes: 2, interval: 1s}',
      '      - {exec: ["true"], timeout: 1s, attempt_timeout: 1s, successes: 1, interval: 1s}',
    ],
  },
  {name: 'no probes', lines: ['tasks:', '  a: {wait: {}, ready: []}']},
  {
    name: 'anchors, merge keys and free keys',
    lines: [
      'x-base: &base {cwd: sub, timeout: &t 5s}',
      'x-anything: [1, {a: b}]',
      'tasks:',
      '  a: {<<: *base, run: x}',
      '  b: {<<: [*base, {retry: {attempts: 1}}], serve: x, grace: *t}',
    ],
  },
  {name: 'names of tasks', lines: ['tasks: {_a: {wait: {}}, A-1_b: {wait: {}}, run: {run: x}}']},
];
