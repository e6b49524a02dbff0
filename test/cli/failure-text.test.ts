import {expect, test} from 'vitest';
import {failureText} from '../../src/cli/text/failure-text.ts';
import type {TaskFailure} from '../../src/vocabulary/failure.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';

const task = 'web' as TaskName;
const holder = {by: 'run', run: 'r1', task: 'address', file: '/a/bottle.yaml', pid: 7} as const;
const said = {lastLines: ['one', 'two'], log: '/state/web.log'};

type Case<Failure> = readonly [failure: Failure, text: string];

/** Cases for every reason. A new reason without a case does not compile. */
const cases: {
  readonly [Reason in TaskFailure['reason']]: readonly Case<Extract<TaskFailure, {reason: Reason}>>[];
} = {
  exhausted: [
    [
      {reason: 'exhausted', task, resource: 'descriptors', limit: 64, message: 'spawn /bin/sh EMFILE'},
      `error: task \`web\` failed: bottle has reached its limit of 64 open files
  raise the limit before starting bottle: \`ulimit -n 4096\` (\`ulimits\` in Docker Compose, \`LimitNOFILE=\` in systemd)
  spawn /bin/sh EMFILE`,
    ],
    [
      {reason: 'exhausted', resource: 'descriptors', message: 'EMFILE: too many open files'},
      `error: cannot start the run: bottle has reached its limit of open files
  raise the limit before starting bottle: \`ulimit -n 4096\` (\`ulimits\` in Docker Compose, \`LimitNOFILE=\` in systemd)
  EMFILE: too many open files`,
    ],
    [
      {reason: 'exhausted', task, resource: 'system-descriptors', message: 'ENFILE'},
      `error: task \`web\` failed: this machine has reached its limit of open files
  close other programs, or raise \`fs.file-max\` with sysctl
  ENFILE`,
    ],
    [
      {reason: 'exhausted', resource: 'disk', message: 'ENOSPC: no space left on device, write'},
      `error: cannot start the run: no space left on the disk
  free some space, or set \`$BOTTLE_STATE_DIR\` to a folder on another disk
  ENOSPC: no space left on device, write`,
    ],
    [
      {reason: 'exhausted', task, resource: 'quota', message: 'EDQUOT'},
      `error: task \`web\` failed: the disk quota is exceeded
  free some space, or set \`$BOTTLE_STATE_DIR\` to a folder on another disk
  EDQUOT`,
    ],
    [
      {reason: 'exhausted', task, resource: 'processes', message: 'spawn /bin/sh EAGAIN'},
      `error: task \`web\` failed: the system refused to start another process
  raise the process limit: \`ulimit -u\`, or \`pids_limit\` of the container that bottle runs in
  spawn /bin/sh EAGAIN`,
    ],
    [
      {reason: 'exhausted', resource: 'inotify-watches', limit: 8192, message: 'ENOSPC, watch'},
      `error: cannot start the run: this user has reached the limit of 8192 watched files
  raise it: \`sudo sysctl fs.inotify.max_user_watches=524288\`; or watch fewer files, see \`watch\` and \`sources\` in \`bottle plan\`
  ENOSPC, watch`,
    ],
    [
      {reason: 'exhausted', resource: 'inotify-instances', message: 'EMFILE, watch'},
      `error: cannot start the run: this user has reached the limit of programs that watch files
  raise it: \`sudo sysctl fs.inotify.max_user_instances=1024\`; or close other programs
  EMFILE, watch`,
    ],
    [
      {reason: 'exhausted', task, resource: 'memory', message: 'ENOMEM'},
      `error: task \`web\` failed: the system is out of memory
  close other programs, or run fewer tasks at the same time with \`--jobs\`
  ENOMEM`,
    ],
  ],
  exited: [
    [
      {reason: 'exited', task, during: 'starting', exit: {code: 3}, terminal: false, ...said},
      `error: task \`web\` exited with code 3
  its last lines:
    one
    two
  its log: /state/web.log`,
    ],
    [
      {
        reason: 'exited',
        task,
        during: 'starting',
        exit: {code: 127},
        terminal: false,
        lastLines: [],
        log: '/state/web.log',
      },
      `error: task \`web\` exited with code 127
  127 means that a command was not found: is it installed, and on the PATH?
  it printed nothing
  its log: /state/web.log`,
    ],
    [
      {reason: 'exited', task, during: 'starting', exit: {code: 126}, terminal: true, lastLines: []},
      `error: task \`web\` exited with code 126
  126 means that a command could not be executed: is it executable (\`chmod +x\`)?`,
    ],
    [
      {reason: 'exited', task, during: 'up', exit: {code: 137, signal: 'SIGKILL'}, terminal: false, ...said},
      `error: task \`web\` exited unexpectedly with code 137 (SIGKILL)
  its last lines:
    one
    two
  its log: /state/web.log`,
    ],
    [
      {
        ...{reason: 'exited', task, during: 'starting', terminal: false, ...said},
        ...{exit: {code: 137, signal: 'SIGKILL'}, mayRetry: false},
      },
      `error: task \`web\` exited with code 137 (SIGKILL)
  either the command was killed or the exec channel broke; their exit codes are the same
  if it is safe to run again, set \`idempotent: true\` to retry it
  its last lines:
    one
    two
  its log: /state/web.log`,
    ],
    [
      {
        ...{reason: 'exited', task, during: 'starting', terminal: true, lastLines: []},
        ...{exit: {code: 137, signal: 'SIGKILL'}, mayRetry: true},
      },
      `error: task \`web\` exited with code 137 (SIGKILL)
  either the command was killed or the exec channel broke; their exit codes are the same`,
    ],
    [
      {
        ...{reason: 'exited', task, during: 'up', terminal: false, lastLines: [], log: '/state/web.log'},
        exit: {code: 137, because: 'out of memory'},
      },
      `error: task \`web\` exited unexpectedly with code 137: out of memory
  it printed nothing
  its log: /state/web.log`,
    ],
  ],
  'not-ready': [
    [
      {
        ...{reason: 'not-ready', task, probe: 'port 80', attempts: 12, elapsedMs: 1_900, timeoutMs: 2_000},
        ...{lastSeen: 'connection refused', ...said},
      },
      `error: task \`web\` was not ready within 2 s: waited for port 80
  12 attempts in 1.9 s; last result: connection refused
  its last lines:
    one
    two
  its log: /state/web.log`,
    ],
    [
      {
        ...{
          reason: 'not-ready',
          task,
          probe: 'a log line matching /up/',
          attempts: 1,
          elapsedMs: 5_000,
          timeoutMs: 5_000,
        },
        ...{lastSeen: 'no line matched', lastLines: [], log: '/state/web.log'},
      },
      `error: task \`web\` was not ready within 5 s: waited for a log line matching /up/
  1 attempt in 5 s; last result: no line matched
  it printed nothing
  its log: /state/web.log`,
    ],
  ],
  unhealthy: [
    [
      {
        ...{reason: 'unhealthy', task, probe: 'port 80', failures: 3},
        ...{lastSeen: 'connection refused', lastLines: ['serving'], log: '/state/web.log'},
      },
      `error: task \`web\` is unhealthy: port 80 failed 3 times in a row
  last result: connection refused
  its last lines:
    serving
  its log: /state/web.log`,
    ],
  ],
  'never-ready': [
    [
      {
        reason: 'never-ready',
        task,
        probe: 'port 80',
        lastSeen: 'port 80 has no host here',
        lastLines: [],
        log: '/state/web.log',
      },
      `error: task \`web\` cannot become ready: waited for port 80
  last result: port 80 has no host here
  it printed nothing
  its log: /state/web.log`,
    ],
    [
      {
        reason: 'never-ready',
        task,
        probe: 'port 80',
        lastSeen: 'answered by process node (pid 1)',
        next: 'stop it',
        lastLines: ['starting'],
      },
      `error: task \`web\` cannot become ready: waited for port 80
  last result: answered by process node (pid 1)
  stop it`,
    ],
  ],
  'timed-out': [
    [
      {reason: 'timed-out', task, timeoutMs: 90_000, doing: 'waiting for an address'},
      'error: task `web` took longer than its `timeout` of 1 m 30 s; last step: waiting for an address',
    ],
  ],
  'wait-timed-out': [
    [
      {
        ...{reason: 'wait-timed-out', task, timeoutMs: 5_000},
        unmet: [
          {need: 'db' as TaskName, state: 'starting'},
          {need: 'build' as TaskName, state: 'waiting'},
        ],
      },
      'error: task `web` waited longer than its `wait_timeout` of 5 s for `db` (starting), `build` (waiting)',
    ],
    [
      {
        ...{reason: 'wait-timed-out', task, timeoutMs: 5_000, unmet: []},
        slots: {limit: 1, waiting: ['db' as TaskName]},
      },
      `error: task \`web\` waited longer than its \`wait_timeout\` of 5 s for a slot: \`jobs: 1\` was reached
  \`jobs: 1\` kept other tasks waiting: \`db\`; if it depends on one of them, raise \`jobs\` or add the need`,
    ],
  ],
  'cannot-start': [
    [
      {reason: 'cannot-start', task, what: 'sh', why: 'the working directory `/x` does not exist'},
      'error: task `web` cannot start `sh`: the working directory `/x` does not exist',
    ],
    [
      {
        ...{reason: 'cannot-start', task, what: 'run', why: 'env_file `a` cannot be read'},
        at: {file: '/work/bottle.yaml', line: 3, column: 16},
      },
      'error: task `web` cannot start `run`: env_file `a` cannot be read\n  --> /work/bottle.yaml:3:16',
    ],
  ],
  'bad-output': [
    [
      {reason: 'bad-output', task, detail: 'ended without writing `url=…` to `$BOTTLE_OUTPUT`'},
      'error: task `web` ended without writing `url=…` to `$BOTTLE_OUTPUT`',
    ],
  ],
  'no-secret': [
    [
      {reason: 'no-secret', secret: 'TOKEN', source: 'variable GITHUB_TOKEN', why: 'it is not set or empty'},
      `error: secret \`TOKEN\` cannot be read from variable GITHUB_TOKEN: it is not set or empty
  set it, then try again; nothing was started`,
    ],
  ],
  'bad-environment': [
    [
      {reason: 'bad-environment', variable: 'HOME'},
      `error: this user has no home directory: \`$HOME\` is not set and the user database has no entry
  set \`$HOME\`, or set \`$BOTTLE_STATE_DIR\` to a writable folder; nothing was started`,
    ],
    [
      {reason: 'bad-environment', variable: 'PATH'},
      `error: \`$PATH\` is empty, so commands cannot be found
  set it, or unset it to use the system default; nothing was started`,
    ],
    [
      {reason: 'bad-environment', variable: 'TMPDIR', path: '/nowhere', why: 'ENOENT'},
      `error: cannot write to the temporary folder \`/nowhere\` (\`$TMPDIR\`): ENOENT
  set \`$TMPDIR\` to a writable folder; nothing was started`,
    ],
    [
      {reason: 'bad-environment', variable: '/proc'},
      `error: \`/proc\` shows the processes of another pid namespace, so bottle would confuse its processes with others
  mount it again in this namespace, for example by \`unshare --mount-proc\`; nothing was started`,
    ],
  ],
  'already-up': [
    [
      {
        ...{reason: 'already-up', name: 'web', file: '/a/bottle.yaml'},
        run: '20261122-143015-k3f9' as RunId,
      },
      `error: run \`web\` of /a/bottle.yaml is already up (20261122-143015-k3f9)
  nothing was started`,
    ],
  ],
  'name-taken': [
    [
      {
        ...{reason: 'name-taken', name: 'web', file: '/a/bottle.yaml'},
        run: '20261122-143015-k3f9' as RunId,
      },
      `error: the name \`web\` is in use by run 20261122-143015-k3f9 (/a/bottle.yaml)
  choose another \`--name\`, or stop that run with \`bottle down\`; nothing was started`,
    ],
  ],
  'pool-exhausted': [
    [
      {
        ...{reason: 'pool-exhausted', task, pool: '127.0.0.16-127.0.0.17', waitedMs: 30_000},
        holders: [
          {...holder, address: '127.0.0.16', isDead: false},
          {...holder, address: '127.0.0.18', isDead: true},
          {address: '127.0.0.17', by: 'other', what: 'container x'},
        ],
      },
      `error: task \`web\` found no free address in 127.0.0.16-127.0.0.17 after waiting 30 s
  127.0.0.16 is held by task address of run r1 (pid 7, /a/bottle.yaml)
  127.0.0.18 is held by task address of dead run r1 (/a/bottle.yaml), which could not be cleaned up from here; \`bottle down --forget r1\` frees it
  127.0.0.17 is in use: container x
  free an address, widen the \`pool\`, or queue with \`wait: 30s\``,
    ],
  ],
  'alias-missing': [
    [
      {reason: 'alias-missing', task, address: '127.0.0.16', command: 'sudo ifconfig lo0 alias 127.0.0.16'},
      `error: this machine does not route 127.0.0.16, which task \`web\` leased
  run \`sudo ifconfig lo0 alias 127.0.0.16\`, then try again`,
    ],
  ],
  'no-engine': [
    [
      {
        ...{reason: 'no-engine', task, address: 'unix:///var/run/docker.sock', source: 'the default'},
        ...{why: 'the socket does not exist', next: 'start Docker, or set DOCKER_HOST'},
      },
      `error: task \`web\` needs Docker, but no engine responds at unix:///var/run/docker.sock (from the default): the socket does not exist
  start Docker, or set DOCKER_HOST`,
    ],
  ],
  'no-smolvm': [
    [
      {
        ...{reason: 'no-smolvm', task, why: 'command not found on the PATH'},
        next: 'install it (https://github.com/smol-machines/smolvm)',
      },
      `error: task \`web\` needs smolvm: command not found on the PATH
  install it (https://github.com/smol-machines/smolvm)`,
    ],
  ],
  'no-cluster': [
    [
      {
        ...{reason: 'no-cluster', task, source: 'context `lab` of /home/me/.kube/config'},
        ...{why: 'connection refused', next: 'start the cluster, or select another context'},
      },
      `error: task \`web\` needs a Kubernetes cluster, but cannot reach one through context \`lab\` of /home/me/.kube/config: connection refused
  start the cluster, or select another context`,
    ],
  ],
  kubernetes: [
    [
      {reason: 'kubernetes', task, doing: 'pull `nginx:9`', why: 'not found'},
      'error: task `web` cannot pull `nginx:9`: not found',
    ],
  ],
  smolvm: [
    [
      {reason: 'smolvm', task, doing: 'start its machine', why: 'it died'},
      'error: task `web` cannot start its machine: it died',
    ],
    [
      {
        ...{reason: 'smolvm', task, doing: 'start its machine', why: 'kvm not available'},
        ...{lacksHypervisor: true, ...said},
      },
      `error: task \`web\` cannot start its machine: kvm not available
  \`bottle doctor\` reports what is missing and how to fix it
  its last lines:
    one
    two
  its log: /state/web.log`,
    ],
  ],
  docker: [
    [
      {reason: 'docker', task, doing: 'pull `nginx`', why: 'manifest unknown'},
      'error: task `web` cannot pull `nginx`: manifest unknown',
    ],
    [
      {
        reason: 'docker',
        task,
        doing: 'build `.`',
        why: "the command 'make' returned a non-zero code: 2",
        ...said,
      },
      `error: task \`web\` cannot build \`.\`: the command 'make' returned a non-zero code: 2
  its last lines:
    one
    two
  its log: /state/web.log`,
    ],
  ],
  'port-taken': [
    [
      {reason: 'port-taken', task, use: 'publish', endpoint: '127.0.0.1:80', holder: 'container x'},
      `error: task \`web\` cannot publish on 127.0.0.1:80: it is in use by container x
  stop it, choose another port, or let Docker choose one (\`:80\`)`,
    ],
    [
      {reason: 'port-taken', task, use: 'listen', endpoint: '[::1]:80', holder: 'process node (pid 1)'},
      `error: task \`web\` cannot listen on [::1]:80: it is in use by process node (pid 1)
  stop it or choose another port; to accept it, set \`any_owner: true\` in the probe`,
    ],
  ],
  'heartbeat-lost': [
    [
      {
        reason: 'heartbeat-lost',
        dir: '/state/runs/20261122-143015-k3f9',
        why: 'EROFS: read-only file system, mkdir',
      },
      `error: lost the heartbeat of this run: EROFS: read-only file system, mkdir
  other runs would consider this run dead and stop its tasks, so bottle ended it
  check the state directory that /state/runs/20261122-143015-k3f9 is in`,
    ],
  ],
  internal: [
    [
      {
        reason: 'internal',
        task,
        message: 'x is not a function',
        stack: 'Error: x\n    at here\n    at there',
      },
      `error: internal error in bottle, in task \`web\`: x is not a function
  at here
  at there`,
    ],
  ],
};

test.each(Object.values(cases).flatMap((list): readonly Case<TaskFailure>[] => list))(
  'describes the failure %j',
  (failure, text) => {
    expect(failureText(failure)).toBe(text);
  },
);
