import {expect, test} from 'vitest';
import {drafted} from '../draft-rig.ts';

const draft = async (text: string, others: Readonly<Record<string, string>> = {}) =>
  await drafted({'process-compose.yaml': text, ...others});

test('processes keep their probes, conditions, restarts and shutdown', async () => {
  const {tasks, leftOut} = await draft(`
version: "0.5"
environment: ["LOG=info"]
processes:
  db:
    command: sleep 1000
    readiness_probe: {exec: {command: "true"}, period_seconds: 1, failure_threshold: 30}
    shutdown: {signal: 2, timeout_seconds: 5}
  migrate:
    command: echo migrated
    availability: {restart: on_failure, max_restarts: 3}
    depends_on: {db: {condition: process_healthy}}
  api:
    command: node api.js
    ready_log_line: ready (really)
    depends_on: {migrate: {condition: process_completed_successfully}}
    availability: {restart: on_failure, backoff_seconds: 2, max_restarts: 3}
    environment: ["PORT=3000"]
    working_dir: api
  web:
    command: sleep 1000
    depends_on: {api: {condition: process_log_ready}, db: {condition: process_started}, migrate: {condition: process_completed}}
    namespace: front
    disabled: false
`);
  expect(leftOut).toEqual([]);
  expect(tasks).toEqual({
    db: {
      on_exit: 'ignore',
      env: {LOG: 'info'},
      ready: {command: 'true', timeout: '30s', attempt_timeout: '1s'},
      stop_signal: 'SIGINT',
      grace: '5s',
      serve: 'sleep 1000',
    },
    migrate: {
      needs: ['db'],
      env: {LOG: 'info'},
      run: 'echo migrated',
      retry: {attempts: 4, delay: '1s'},
      allow_failure: true,
    },
    api: {
      on_exit: 'ignore',
      needs: ['migrate'],
      env: {LOG: 'info', PORT: '3000'},
      ready: {log: 'ready \\(really\\)'},
      restart: {attempts: 3, delay: '2s', condition: 'failure'},
      cwd: 'api',
      serve: 'node api.js',
    },
    web: {
      on_exit: 'ignore',
      needs: ['api', {task: 'db', condition: 'started'}, {task: 'migrate', condition: 'ended'}],
      env: {LOG: 'info'},
      tags: ['front'],
      serve: 'sleep 1000',
    },
  });
});

test('HTTP probes, daemons, variables and shells are carried over', async () => {
  const {tasks, leftOut, text} = await draft(
    `
vars: {WHO: world}
shell: {shell_command: bash, shell_argument: -c}
processes:
  web:
    command: "echo {{.WHO}} $$HOME"
    readiness_probe:
      http_get: {host: localhost, scheme: http, path: /up, port: 8080}
      initial_delay_seconds: 5
      success_threshold: 2
    liveness_probe: {http_get: {host: localhost, port: 8080, path: /, status_code: 204}, period_seconds: 3}
  box:
    command: docker start box
    is_daemon: true
    shutdown: {command: docker stop box}
`,
    {'.env': 'A=b'},
  );
  expect(leftOut).toEqual([]);
  expect(text).toContain('dotenv:\n  export: true\n');
  expect(tasks).toEqual({
    web: {
      on_exit: 'ignore',
      shell: 'bash',
      ready: {http: 'http://localhost:8080/up', timeout: '35s', attempt_timeout: '1s', successes: 2},
      liveness: {
        http: {
          url: 'http://localhost:8080/',
          status: 204,
          interval: '3s',
          attempt_timeout: '1s',
          failures: 3,
        },
      },
      serve: 'echo world $HOME',
    },
    box: {shell: 'bash', run: 'docker start box', undo: 'docker stop box'},
  });
});

test('everything else is reported', async () => {
  const {leftOut} = await draft(`
log_location: /tmp/x
log_level: debug
unknown: 1
processes:
  a: {command: a, replicas: 2, is_tty: true, schedule: {cron: x}, availability: {restart: always, exit_on_end: true}}
  b: {command: b, disabled: true}
  c: {command: "c {{ if x }}", depends_on: {b: {}}, shutdown: {parent_only: true}, is_foreground: true, surprise: 1}
`);
  expect(leftOut.map(line => line.split(': ').slice(1, 2).join())).toEqual([
    '`log_location`',
    '`unknown`',
    '`b`',
    '`a.replicas`',
    '`a.is_tty`',
    '`a.schedule`',
    '`a.availability`',
    '`c.command`',
    '`c.depends_on`',
    '`c.shutdown`',
    '`c.is_foreground`',
    '`c.surprise`',
  ]);
});

test('a file without processes is not a process-compose.yaml', async () => {
  await expect(draft('version: "0.5"\n')).rejects.toThrow('expected a map of `processes`');
});

test('process-compose.override.yaml is merged in the same way as by process-compose', async () => {
  const {tasks, leftOut, text} = await draft(
    `
environment: ["A=1", "B=1"]
processes:
  db:
    command: sleep 1
    environment: ["C=1", "D=1"]
    namespace: [old]
    availability: {restart: always, backoff_seconds: 3}
  old: {command: sleep 2}
`,
    {
      'process-compose.override.yaml': `
environment: ["B=2"]
processes:
  db:
    command: sleep 9
    environment: ["D=2", "E=2"]
    namespace: [new]
    availability: {restart: "", backoff_seconds: 5, max_restarts: 0}
  more: {command: sleep 3}
`,
    },
  );
  expect(leftOut).toEqual([]);
  expect(text).toContain('process-compose.yaml and process-compose.override.yaml');
  const shared = {A: '1', B: '2'};
  expect(tasks).toEqual({
    db: {
      serve: 'sleep 9',
      on_exit: 'ignore',
      env: {...shared, C: '1', D: '2', E: '2'},
      tags: ['new'],
      restart: {attempts: 'unlimited', delay: '5s'},
    },
    old: {serve: 'sleep 2', on_exit: 'ignore', env: shared},
    more: {serve: 'sleep 3', on_exit: 'ignore', env: shared},
  });
});

test.each([
  ['process-compose.yml', 'compose.override.yml'],
  ['compose.yaml', 'compose.override.yaml'],
  ['compose.yml', 'process-compose.override.yml'],
])('%s and %s are found as by process-compose', async (name, override) => {
  const {tasks, leftOut} = await drafted({
    [name]: 'processes: {a: {command: sleep 1}}\n',
    [override]: 'processes: {a: {command: sleep 2}}\n',
    'process-compose.override.yaml': 'processes: {a: {command: sleep 3}}\n',
  });
  expect(tasks).toEqual({a: {serve: 'sleep 2', on_exit: 'ignore'}});
  expect(leftOut).toEqual([`process-compose.override.yaml: all of it, because ${override} is read instead`]);
});

test('a compose.override.yaml of Docker Compose is read as a Compose file', async () => {
  const {tasks} = await drafted({
    'process-compose.yaml': 'processes: {a: {command: sleep 1}}\n',
    'compose.yaml': 'services: {db: {image: "db:1"}}\n',
    'compose.override.yaml': 'services: {db: {image: "db:2"}}\n',
  });
  expect(tasks).toMatchObject({a: {serve: 'sleep 1'}, db: {container: {image: 'db:2'}}});
});

test.each(['compose.override.yaml', 'compose.override.yml'])(
  'compose.yaml and %s of process-compose are not reported as unread Compose files',
  async override => {
    const {tasks, leftOut} = await drafted({
      'compose.yaml': 'processes: {a: {command: sleep 1}}\n',
      [override]: 'processes: {a: {command: sleep 2}}\n',
      'docker-compose.yml': 'services: {db: {image: "db:1"}}\n',
      'docker-compose.prod.yml': 'services: {}\n',
      'compose.prod.yaml': 'processes: {a: {command: sleep 3}}\n',
    });
    expect(Object.keys(tasks ?? {})).toEqual(expect.arrayContaining(['db', 'a']));
    expect(leftOut.filter(what => what.includes('not read'))).toEqual([
      'compose.prod.yaml: not read; process-compose reads it only with `-f`',
      'docker-compose.prod.yml: not read, because Compose does not read it by default; use `bottle init --from`',
    ]);
  },
);
