import {expect, test} from 'vitest';
import {drafted} from '../draft-rig.ts';

test('process-compose replaces variables in braces, even in values', async () => {
  const {tasks, leftOut} = await drafted({
    '.env': 'PORT=8080\n',
    'process-compose.yaml': `
environment: ["URL=http://localhost:\${PORT}", "COST=5$$"]
shell: {shell_command: bash, shell_argument: -ec}
processes:
  api:
    command: echo \${PORT} $$HOME "\${URL:-none}"
    working_dir: \${DIR:-./api}
    shutdown: {signal: 99}
    ready_log_line: up
    readiness_probe: {http_get: {port: "\${PORT}", path: /}}
`,
  });
  expect(tasks).toEqual({
    api: {
      ...{shell: 'bash', on_exit: 'ignore', cwd: "${{ default(env.DIR, './api') }}"},
      serve: `echo \${PORT} $HOME "\${{ default(env.URL, 'none') }}"`,
      env: {URL: "http://localhost:${{ default(env.PORT, '') }}", COST: '5$'},
      ready: {
        http: "http://127.0.0.1:${{ default(env.PORT, '') }}/",
        ...{timeout: '30s', attempt_timeout: '1s'},
      },
    },
  });
  expect(leftOut.map(line => line.slice('process-compose.yaml: '.length))).toEqual([
    '`shell`: `shell_argument: -ec`: commands run with `-c`',
    '`api.shutdown`: unknown signal 99',
    '`api.ready_log_line`: the `readiness_probe` is used instead',
  ]);
});

test('supervisord expressions become references, and its commands run without a shell', async () => {
  const {tasks, leftOut} = await drafted({
    'supervisord.conf': `
[supervisord]
environment=LEVEL="info",ROOT="%(here)s"
[program:web]
command=/srv/%(program_name)s --home=%(ENV_HOME)s --date=%%Y
environment=LEVEL="debug",TOKEN="%(ENV_HOME)s"
[program:odd]
command=sh -c "echo $HOME; sleep 1" && true
directory=%(host_node_name)s
`,
  });
  expect(tasks).toMatchObject({
    web: {
      serve: '/srv/web --home=${{ env.HOME }} --date=%Y',
      env: {LEVEL: 'debug', ROOT: '${{ file.dir }}', TOKEN: '${{ env.HOME }}'},
    },
    odd: {
      serve: ['sh', '-c', 'echo $HOME; sleep 1', '&&', 'true'],
      env: {LEVEL: 'info', ROOT: '${{ file.dir }}'},
    },
  });
  expect(leftOut).toEqual(['supervisord.conf: `odd.directory`: `%(host_node_name)s` has no equivalent']);
});

test('options of overmind are carried over', async () => {
  const {tasks, leftOut} = await drafted({
    Procfile: 'old: x\n',
    'Procfile.local': 'web: ./web\nworker: ./worker\ncss: ./css\n',
    '.overmind.env': [
      ...['OVERMIND_PROCFILE=Procfile.local', 'OVERMIND_PORT=3000', 'OVERMIND_PORT_STEP=10'],
      ...['OVERMIND_CAN_DIE=css', 'OVERMIND_AUTO_RESTART=worker', 'OVERMIND_STOP_SIGNALS=worker=QUIT'],
      ...['OVERMIND_FORMATION=web=2', 'OVERMIND_TITLE=shop', 'OVERMIND_TIMEOUT=3'],
    ].join('\n'),
  });
  expect(tasks).toEqual({
    web: {serve: './web', env: {PORT: 3000}, grace: '3s'},
    worker: {
      ...{serve: './worker', env: {PORT: 3010}, grace: '3s'},
      ...{restart: {attempts: 'unlimited'}, stop_signal: 'SIGQUIT'},
    },
    css: {serve: './css', env: {PORT: 3020}, on_exit: 'ignore', grace: '3s'},
  });
  expect(leftOut).toEqual(['`OVERMIND_FORMATION`: one process of each line is started']);
});

test('the PORT in .env applies to the first process', async () => {
  const {tasks} = await drafted({Procfile: 'web: x $PORT\napi: y\n', '.env': 'PORT=4000\n'});
  expect(tasks).toEqual({
    web: {serve: 'x $PORT', env: {PORT: 4000}, ready: {port: 4000}},
    api: {serve: 'y', env: {PORT: 4100}},
  });
});

test('files included by a build file are reported', async () => {
  const made = await drafted({Makefile: '-include other.mk\n.PHONY: dev\ndev: a\ndev: b\n\tx\n'});
  expect(made.tasks).toEqual({dev: {serve: 'make dev'}});
  expect(made.leftOut).toEqual([
    'Makefile: the targets of `other.mk`: they are not read; call them in `run` tasks',
  ]);
  const task = await drafted({'Taskfile.dist.yml': 'includes: {docs: ./docs}\ntasks: {dev: x}\n'});
  expect(task.leftOut).toEqual([
    'Taskfile.dist.yml: the tasks of `docs` under `includes`: they are not read; call them in `run` tasks',
  ]);
  const just = await drafted({justfile: 'import "a.just"\nserve port="1":\n  x\ndeploy host:\n  y\n'});
  expect(just.tasks).toEqual({serve: {serve: 'just serve'}});
  expect(just.leftOut).toEqual([
    'justfile: the targets of `"a.just"`: they are not read; call them in `run` tasks',
    'justfile: `just deploy`: call them with their arguments',
  ]);
});

test("a devcontainer's Compose file is reported with the option to read it, and its variables are kept", async () => {
  const {tasks, leftOut} = await drafted({
    '.devcontainer/devcontainer.json': `{
      // Two in parallel.
      "postCreateCommand": {"a": "x", "b": ["y", "1"]},
      "dockerComposeFile": ["../docker-compose.yml", "docker-compose.yml"],
      "containerEnv": {"TOKEN": "\${localEnv:TOKEN:none}", "ROOT": "\${containerWorkspaceFolder}/x"},
    }`,
  });
  const env = {TOKEN: "${{ default(env.TOKEN, 'none') }}", ROOT: '${{ file.dir }}/x'};
  expect(tasks).toEqual({a: {run: 'x', env}, b: {run: ['y', '1'], env}});
  expect(leftOut).toEqual([
    '.devcontainer/devcontainer.json: `dockerComposeFile`: draft it with `bottle init --from docker-compose.yml --from .devcontainer/docker-compose.yml`',
  ]);
});

test('mprocs commands for this system are selected', async () => {
  const {tasks} = await drafted({
    'mprocs.yaml': 'procs: {a: {shell: {$select: os, windows: dir, $else: ls}}}\n',
  });
  expect(tasks).toEqual({a: {on_exit: 'ignore', serve: 'ls'}});
});
