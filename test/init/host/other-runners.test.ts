import {describe, expect, test} from 'vitest';
import {drafted} from '../draft-rig.ts';

describe('mprocs.yaml', () => {
  test('becomes services that keep running', async () => {
    const {tasks, leftOut} = await drafted({
      'mprocs.yaml': `
procs:
  web: {shell: vite --port 4000, cwd: <CONFIG_DIR>/web, env: {A: b}, stop: SIGINT}
  api: {cmd: [node, api.js], autorestart: true, stop: hard-kill}
  short: npm run x
  later: {shell: y, autostart: false}
  odd: {shell: z, stop: {send-keys: [q]}, tty: 1}
scrollback: 5
surprise: 1
`,
    });
    expect(tasks).toEqual({
      web: {
        on_exit: 'ignore',
        serve: 'vite --port 4000',
        cwd: './web',
        env: {A: 'b'},
        stop_signal: 'SIGINT',
        ready: {port: 4000},
      },
      api: {
        on_exit: 'ignore',
        serve: ['node', 'api.js'],
        restart: {attempts: 'unlimited'},
        stop_signal: 'SIGKILL',
      },
      short: {on_exit: 'ignore', serve: 'npm run x'},
      odd: {on_exit: 'ignore', serve: 'z'},
    });
    expect(leftOut.map(line => line.split(': ')[1])).toEqual([
      '`surprise`',
      '`later`',
      '`odd.stop`',
      '`odd.tty`',
    ]);
  });
});

describe('supervisord.conf', () => {
  test('becomes services that keep running, started in ascending priority', async () => {
    const {tasks, leftOut} = await drafted({
      'supervisord.conf': `
[supervisord]
nodaemon=true
[program:web]
command=uvicorn main:app --port 8001 ; a comment
directory=app
environment=A="x,y",B=z
stopsignal=INT
stopwaitsecs=5
autorestart=true
stdout_logfile=/dev/stdout
[program:db]
command=./db
priority=1
autorestart=false
stderr_logfile=/var/log/db.log
[eventlistener:x]
command=y
`,
    });
    expect(Object.keys(tasks as object)).toEqual(['db', 'web']);
    expect(tasks).toEqual({
      db: {on_exit: 'ignore', serve: './db', restart: undefined},
      web: {
        on_exit: 'ignore',
        serve: 'uvicorn main:app --port 8001',
        cwd: 'app',
        env: {A: 'x,y', B: 'z'},
        stop_signal: 'SIGINT',
        grace: '5s',
        restart: {attempts: 'unlimited'},
        ready: {port: 8001},
      },
    });
    expect(leftOut.map(line => line.split(': ')[1])).toEqual(['`[eventlistener:x]`', '`db.stderr_logfile`']);
  });
});

describe('targets of build tools', () => {
  test('become tasks: Makefile', async () => {
    const {tasks, leftOut} = await drafted({
      Makefile: `
.PHONY: build dev test clean
VAR := x
build: main.o
\tcc main.o
dev: build
\tphp -S localhost:8000
test:
\t./test
clean:
\trm -rf out
main.o: main.c
\tcc -c main.c
`,
    });
    expect(tasks).toEqual({
      build: {run: 'make build'},
      dev: {needs: ['build'], serve: 'make dev', ready: {port: 8000}},
    });
    expect(leftOut).toEqual([
      'Makefile: `make test`, `make clean`: a launch would run them each time; call them yourself',
    ]);
  });

  test('become tasks: justfile', async () => {
    const {tasks, leftOut} = await drafted({
      justfile:
        'set shell := ["bash", "-c"]\n\nsetup:\n  npm ci\n\nserve port="1":\n  x\n\nstart:\n  @node x.js --port 9\n_hidden:\n  y\n',
    });
    expect(tasks).toEqual({
      setup: {run: 'just setup'},
      serve: {needs: ['setup'], serve: 'just serve'},
    });
    expect(leftOut).toEqual([
      'justfile: `just start`: a launch would run them each time; call them yourself',
    ]);
  });

  test('become tasks: Taskfile', async () => {
    const {tasks, leftOut} = await drafted({
      'Taskfile.yml': `
version: '3'
tasks:
  generate: {desc: Writes code, cmds: [go generate]}
  dev: {cmds: ["hugo server"]}
  lint: golangci-lint
  hidden: {internal: true, cmds: [x]}
`,
    });
    expect(tasks).toEqual({
      generate: {description: 'Writes code', run: 'task generate'},
      dev: {needs: ['generate'], serve: 'task dev', ready: {port: 1313}},
    });
    expect(leftOut).toEqual([
      'Taskfile.yml: `task lint`: a launch would run them each time; call them yourself',
    ]);
  });

  test('are left to package.json if it starts the programs', async () => {
    const {tasks, leftOut} = await drafted({
      'package.json': '{"scripts": {"dev": "vite"}}',
      Makefile: 'dev:\n\tnpm run dev\n',
    });
    expect(tasks).toEqual({dev: {serve: 'npm run dev', ready: {port: 5173}}});
    expect(leftOut).toEqual(['Makefile: all of it, because package.json is read instead']);
  });
});

test('commands of a devcontainer.json become tasks, and comments are allowed', async () => {
  const {tasks, leftOut} = await drafted({
    '.devcontainer/devcontainer.json': `{
  // the image
  "image": "ubuntu", /* and */ "name": "x // y",
  "postCreateCommand": "npm ci",
  "onCreateCommand": {"a": ["make", "a"], "b": "make b"},
  "postAttachCommand": "echo hi",
  "customizations": {"vscode": {}},
  "runArgs": ["--privileged"],
}`,
  });
  expect(tasks).toEqual({
    a: {run: ['make', 'a']},
    b: {run: 'make b'},
    'post-create': {needs: ['a', 'b'], run: 'npm ci'},
  });
  expect(leftOut.map(line => line.split(': ')[1])).toEqual(['`image`', '`postAttachCommand`', '`runArgs`']);
});

test('files of tools that are programs are reported', async () => {
  const {leftOut} = await drafted({Tiltfile: '', Procfile: 'a: x'});
  expect(leftOut).toEqual(['Tiltfile: all of it, because it is a program; write its services as tasks']);
});
