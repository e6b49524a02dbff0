import {describe, expect, test} from 'vitest';
import {rules} from '../../src/lint/registry.ts';
import {fakeDisk} from '../support/fake-disk.ts';
import {warned, type Surroundings} from './warned.ts';

interface Cases extends Surroundings {
  /** Tasks, or whole files if they contain a line break, with the marked parts in file order. */
  readonly hits: readonly (readonly [text: string, ...marked: readonly string[]])[];
  /** Similar code without a warning. */
  readonly misses: readonly string[];
}

const secret = 'secrets: {T: {file: ./t}}\n';
const deploy = 'deploy: {run: x, env: {T: "${{ secrets.T }}"}}';

/** `sleep-as-wait` has its own test file. */
const table: Readonly<Record<string, Cases>> = {
  'no-ready': {
    hits: [
      ['db: {serve: x}, test: {needs: [db], run: y}', 'db'],
      ['db: {serve: x, ready: []}, test: {run: "y ${{ tasks.db.pid }}"}', 'db'],
      ['box: {container: {image: "x:1"}}, a: {exec: {in: box, command: [y]}}', 'box'],
      ['db: {serve: x}, test: {needs: [db], run: y}, more: {needs: [db], run: z}', 'db'],
      ['foreground: {env: {A: b}}\ntasks: {db: {serve: x}, web: {serve: y, ready: {port: 1}}}', 'db'],
    ],
    misses: [
      'db: {serve: x}, test: {run: y}',
      'db: {serve: x}, test: {needs: [{task: db, condition: started}], run: y}',
      'db: {serve: x, ready: {notify: {}}}, test: {needs: [db], run: y}',
      'build: {run: x}, test: {needs: [build], run: y}',
      'address: {alias: {}}, test: {needs: [address], run: y}',
    ],
  },
  'insecure-probe': {
    hits: [
      ['a: {serve: x, ready: {http: {url: "https://x/", insecure: true}}}', 'insecure'],
      ['a: {serve: x, liveness: [{http: {url: "https://x/", insecure: true}}]}', 'insecure'],
    ],
    misses: [
      'a: {serve: x, ready: {http: {url: "https://x/", insecure: false}}}',
      'a: {serve: x, ready: {http: {url: "https://x/"}}}',
    ],
  },
  'missing-need': {
    hits: [
      [
        'ip: {alias: {}}, db: {serve: x, ready: {port: "${{ tasks.ip.ip }}:1"}}, a: {run: x, env: {D: "http://${{tasks.ip.ip}}:1/"}}',
        '${{tasks.ip.ip}}:1',
      ],
      [
        'ip: {alias: {}}, db: {serve: x, ready: {http: "http://${{ tasks.ip.ip }}:1/"}}, a: {run: "x ${{ tasks.ip.ip }}:1"}',
        '${{ tasks.ip.ip }}:1',
      ],
    ],
    misses: [
      'ip: {alias: {}}, db: {serve: x, ready: {port: "${{ tasks.ip.ip }}:1"}}, b: {needs: [db], run: x}, a: {needs: [b], run: "x ${{ tasks.ip.ip }}:1"}',
      'ip: {alias: {}}, db: {serve: x, ready: {port: "${{ tasks.ip.ip }}:1"}}, a: {run: "x ${{ tasks.ip.ip }}:2"}',
      'ip: {alias: {}}, db: {serve: "x ${{ tasks.ip.ip }}:1", ready: {port: "${{ tasks.ip.ip }}:1"}}',
      'ip: {alias: {}}, a: {run: "x ${{ tasks.ip.ip }}:1"}, db: {needs: [a], serve: x, ready: {port: "${{ tasks.ip.ip }}:1"}}',
    ],
  },
  'background-process': {
    hits: [
      ['a: {run: npm start &}', 'npm start'],
      ['a: {run: "docker run -d redis:8"}', 'docker run -d redis:8'],
      ['a: {run: "x; docker run --rm -it -d redis:8"}', 'docker run --rm -it -d redis:8'],
      ['a: {run: docker compose up -d}', 'docker compose up -d'],
      ['a: {run: docker-compose -f x.yaml up --detach}', 'docker-compose -f x.yaml up --detach'],
      ['a: {serve: "npm run watch &"}', 'npm run watch'],
    ],
    misses: [
      'a: {run: "x & y & wait"}',
      'a: {run: "x && y"}',
      'a: {run: docker run redis:8}',
      'a: {run: docker compose up}',
      'a: {run: "docker build -d ."}',
    ],
  },
  'unexpanded-text': {
    hits: [
      ['a: {run: [x, $PORT]}', '$PORT'],
      ['a: {serve: x, liveness: {command: [x, $PORT]}}', '$PORT'],
      ['a: {container: {image: "x:1"}, liveness: [{exec: [x, ~/y]}]}', '~/y'],
      ['a: {run: [x, "${PORT}/y"]}', '"${PORT}/y"'],
      ['a: {run: [x, ~/y]}', '~/y'],
      ['a: {run: [x, "{{ vars.x }}"]}', '"{{ vars.x }}"'],
    ],
    misses: [
      'a: {run: "x $PORT ~/y"}',
      'a: {run: [sh, -c, "echo $PORT"]}',
      'a: {run: [x, "a$", "5~/y", "${{ host.os }}"]}',
    ],
  },
  'always-true': {
    hits: [
      ['vars: {d: off}\ntasks: {a: {run: x, if: "${{ vars.d }}"}}', '"${{ vars.d }}"'],
      ['vars: {d: "NO"}\ntasks: {a: {run: x, if: "${{ !vars.d }}"}}', '"${{ !vars.d }}"'],
      ['vars: {d: "False"}\ntasks: {a: {run: x, if: "${{ vars.d }}"}}', '"${{ vars.d }}"'],
      ['vars: {d: 0.0}\ntasks: {a: {run: x, if: "${{ vars.d }}"}}', '"${{ vars.d }}"'],
      ['vars: {d: " "}\ntasks: {a: {run: x, if: "${{ vars.d }}"}}', '"${{ vars.d }}"'],
    ],
    misses: [
      'vars: {d: false}\ntasks: {a: {run: x, if: "${{ vars.d }}"}}',
      'vars: {d: ""}\ntasks: {a: {run: x, if: "${{ vars.d }}"}}',
      'vars: {d: off}\ntasks: {a: {run: x, if: "${{ vars.d == \'off\' }}"}}',
      'vars: {d: office}\ntasks: {a: {run: x, if: "${{ vars.d }}"}}',
    ],
  },
  'never-ready': {
    hits: [
      ['a: {serve: x, ready: {port: 1, successes: 7, interval: 5s}}', '7'],
      ['a: {serve: x, ready: {port: 1, successes: 2, timeout: 100ms}}', '2'],
      ['a: {serve: x, timeout: 3s, ready: {port: 1, successes: 4, interval: 1s}}', '4'],
      ['a: {serve: x, ready: [{http: {url: "http://x/", successes: 3, interval: 1s, timeout: 2s}}]}', '3'],
      ['a: {container: {image: "x:1"}, ready: {echo: {successes: 3, interval: 1m}}}', '3'],
      ['a: {container: {image: "x:1", networks: []}, ready: {port: 80}}', '80'],
      ['a: {container: {image: "x:1", ports: ["53/udp"]}, ready: {port: 53}}', '53'],
      ['a: {serve: x, ready: {log: /listening/}}', '/listening/'],
      ['a: {serve: x, ready: {log: "/listening/i"}}', '"/listening/i"'],
      ["a: {serve: x, ready: {log: 'a\\nb'}}", "'a\\nb'"],
      ['a: {serve: x, ready: {log: "a\\nb"}}', '"a\\nb"'],
      ["a: {serve: x, ready: {log: '\\x1b\\[32mready'}}", "'\\x1b\\[32mready'"],
      ["a: {serve: x, ready: {log: '\\u001B\\[32mready'}}", "'\\u001B\\[32mready'"],
    ],
    misses: [
      'a: {serve: x, ready: {port: 1, successes: 7, interval: 4s}}',
      'a: {serve: x, ready: {port: 1, successes: 2, timeout: 200ms}}',
      'a: {serve: x, timeout: 4s, ready: {port: 1, successes: 4, interval: 1s}}',
      'a: {serve: x, ready: {port: 1, interval: 50s, timeout: 40s}}',
      'a: {container: {image: "x:1", networks: []}, ready: {port: "127.0.0.1:80"}}',
      'a: {container: {image: "x:1", ports: ["53/udp", "53"]}, ready: {port: 53}}',
      'a: {container: {image: "x:1", ports: ["1053/udp", "53/tcp"]}, ready: {port: 53}}',
      'a: {serve: x, ready: {log: "GET /health/live/ 200"}}',
      'a: {serve: x, ready: {log: /var/run/}}',
      "a: {serve: x, ready: {log: 'C:\\\\new'}}",
      "a: {serve: x, ready: {log: '\\bexit\\b'}}",
    ],
  },
  'unpublished-port': {
    hits: [
      ['a: {container: {image: "x:1"}, ready: {port: 80}}', '80'],
      ['a: {container: {image: "x:1"}, liveness: {port: 80}}', '80'],
      ['a: {container: {image: "x:1", ports: ["80:8080"]}, ready: [{port: 80}]}', '80'],
      ['a: {container: {image: "x:1", ports: ["${{ host.uid }}:8080"]}, ready: {port: 80}}', '80'],
    ],
    misses: [
      'a: {container: {image: "x:1", ports: ["80"]}, ready: {port: 80}}',
      'a: {container: {image: "x:1", ports: ["8080:80"]}, ready: {port: "80"}}',
      'a: {container: {image: "x:1", ports: ["127.0.0.1::80/tcp"]}, ready: {port: 80}}',
      'a: {container: {image: "x:1", ports: ["${{ host.uid }}"]}, ready: {port: 80}}',
      'a: {container: {image: "x:1"}, ready: {port: "127.0.0.1:80"}}',
      'a: {serve: x, ready: {port: 80}}',
    ],
  },
  'no-healthcheck': {
    disk: fakeDisk({
      '/work/with': {isFolder: true, isOpenToAll: true},
      '/work/without': {isFolder: true, isOpenToAll: true},
      '/work/with/Dockerfile': 'FROM x\nHEALTHCHECK --interval=1s CMD y\n',
      '/work/without/Dockerfile': 'FROM x\nHEALTHCHECK NONE\n',
      '/work/without/Other': 'FROM x\nhealthcheck cmd y\n',
    }),
    hits: [
      ['a: {container: {image: "x:1"}, ready: {health: {}}}', 'health'],
      [
        'i: {image: {build: ./without}}, a: {container: {image: "${{ tasks.i.ref }}"}, ready: [{health: {}}]}',
        'health',
      ],
    ],
    misses: [
      'a: {container: {image: "x:1", healthcheck: {command: y}}, ready: {health: {}}}',
      'i: {image: {build: ./with}}, a: {container: {image: "${{ tasks.i.ref }}"}, ready: {health: {}}}',
      'i: {image: {build: ./without, dockerfile: Other}}, a: {container: {image: "${{ tasks.i.ref }}"}, ready: {health: {}}}',
      'i: {image: {build: "./${{ host.os }}"}}, a: {container: {image: "${{ tasks.i.ref }}"}, ready: {health: {}}}',
      'a: {container: {image: "x:1"}, ready: {echo: {}}}',
    ],
  },
  'port-clash': {
    hits: [
      ['a: {serve: x, ready: {port: 1}}, b: {serve: y, ready: [{port: 1}]}', '1'],
      ['a: {serve: x, ready: {port: 80}}, b: {container: {image: "x:1", ports: ["80:8080"]}}', '"80:8080"'],
      [
        'a: {container: {image: "x:1", ports: ["0.0.0.0:80:1"]}}, b: {container: {image: "x:1", ports: ["80:2/tcp"]}}',
        '"80:2/tcp"',
      ],
    ],
    misses: [
      'a: {serve: x, ready: [{port: 1}, {port: 1}]}',
      'a: {serve: x, ready: {port: 1}}, b: {needs: [c], serve: y, ready: {port: 1}}, c: {needs: [a], run: z}',
      'a: {serve: x, ready: {port: 1, any_owner: true}}, b: {serve: y, ready: {port: 1}}',
      'a: {serve: x, ready: {port: 1}}, b: {run: y, ready: {port: 1}}',
      'a: {serve: x, ready: {port: "localhost:1"}}, b: {serve: y, ready: {port: "localhost:1"}}',
      'a: {serve: x, if: "${{ host.os }}", ready: {port: 1}}, b: {serve: y, if: "${{ !host.os }}", ready: {port: 1}}',
      'a: {container: {image: "x:1", ports: ["80"]}}, b: {container: {image: "x:1", ports: [":80"]}}',
      'a: {container: {image: "x:1", ports: ["127.0.0.2:80:1"]}}, b: {container: {image: "x:1", ports: ["80:1"]}}',
      'a: {container: {image: "x:1", ports: ["80:1/udp"]}}, b: {container: {image: "x:1", ports: ["80:1"]}}',
      'l: {alias: {}}, a: {container: {image: "x:1", ports: ["${{ tasks.l.ip }}:80:1"]}}, b: {container: {image: "x:1", ports: ["${{ tasks.l.ip }}:80:1"]}}',
    ],
  },
  'missing-file': {
    disk: fakeDisk({
      '/work/there': '',
      '/work/t': '',
      '/work/sub': {isFolder: true, isOpenToAll: true},
      '/work/sub/Dockerfile': '',
    }),
    hits: [
      ['a: {container: {image: "x:1", volumes: ["./gone:/x:ro"]}}', './gone'],
      ['a: {container: {image: "x:1", env_file: [there, gone.env]}}', 'gone.env'],
      ['a: {image: {build: ./gone, tag: "x:1"}}', './gone'],
      ['a: {image: {build: sub, dockerfile: Gone, tag: "x:1"}}', 'Gone'],
      [
        'box: {container: {image: "x:1"}, ready: {echo: {}}}, a: {copy: {from: ./gone, to: "box:/x"}}',
        './gone',
      ],
      ['a: {machine: {from: ./gone}, ready: {echo: {}}}', './gone'],
      ['a: {machine: {smolfile: gone}, ready: {echo: {}}}', 'gone'],
      ['a: {machine: {image: ./gone.tar}, ready: {echo: {}}}', './gone.tar'],
      ['a: {machine: {volumes: ["gone:/x"]}, ready: {echo: {}}}', 'gone'],
      ['a: {run: x, cwd: gone}', 'gone'],
      ['a: {serve: x, cwd: ./gone}', './gone'],
      ['a: {serve: x, ready: {http: {url: "https://x/", ca: gone.pem}}}', 'gone.pem'],
      ['secrets: {T: {file: ./gone}}\ntasks: {deploy: {run: x, env: {T: "${{ secrets.T }}"}}}', './gone'],
    ],
    misses: [
      'a: {container: {image: "x:1", volumes: ["./there:/x", "named:/y", "${{ run.dir }}/x:/z"]}}',
      'a: {container: {image: "x:1", env_file: [there]}}',
      'a: {image: {build: sub, dockerfile: Dockerfile, tag: "x:1"}}',
      'box: {container: {image: "x:1"}, ready: {echo: {}}}, a: {copy: {from: "box:/x", to: ./gone}}',
      'a: {run: x, cwd: sub}',
      'a: {machine: {image: "alpine:3", net: true, volumes: ["sub:/x"]}, ready: {echo: {}}}',
      'build: {run: make, generates: [gone/**]}, a: {needs: [build], run: x, cwd: gone}',
      'build: {run: mkdir -p ./gone}, a: {container: {image: "x:1", volumes: ["./gone:/x"]}}',
      `${secret}tasks: {${deploy}}`,
    ],
  },
  'invalid-env-file': {
    disk: fakeDisk({
      '/work/good.env': '# a comment\n\nA=1\nB=\n',
      '/work/bad.env': 'A=1\nexport B C\n',
      '/work/sub/blank.env': 'A="1\n',
      '/work/folder': {isFolder: true, isOpenToAll: true},
      '/work/closed': {isFolder: false, isOpenToAll: false},
    }),
    hits: [
      ['a: {container: {image: "x:1", env_file: [good.env, bad.env]}}', 'bad.env'],
      ['a: {container: {image: "x:1", env_file: [./sub/blank.env]}}', './sub/blank.env'],
      ['a: {container: {image: "x:1", env_file: [folder]}}', 'folder'],
      ['a: {container: {image: "x:1", env_file: [closed]}}', 'closed'],
    ],
    misses: [
      'a: {container: {image: "x:1", env_file: [good.env]}}',
      'a: {container: {image: "x:1", env_file: ["${{ host.os }}.env"]}}',
    ],
  },
  'unmatched-source': {
    disk: fakeDisk({
      '/work/src/a.ts': '',
      '/work/sub': {isFolder: true, isOpenToAll: true},
      '/work/sub/b.ts': '',
      '/work': {isFolder: true, isOpenToAll: true},
    }),
    hits: [
      ['a: {run: x, sources: ["src/*.ts", "gone/**"]}', '"gone/**"'],
      ['a: {run: x, sources: [src/gone.ts]}', 'src/gone.ts'],
      ['a: {run: x, cwd: sub, sources: [a.ts, b.ts]}', 'a.ts'],
      ['a: {run: x, sources: [lib/**]}, b: {run: y, sources: [lib/**]}', 'lib/**', 'lib/**'],
    ],
    misses: [
      'a: {run: x, sources: ["src/*.ts", "!src/gone.ts"]}',
      'a: {run: x, sources: ["${{ host.os }}/**"]}',
      'a: {run: x, cwd: "${{ run.dir }}", sources: [gone/**]}',
      'gen: {run: x, generates: [made/**]}, a: {needs: [gen], run: x, sources: [made/**]}',
      'gen: {run: mkdir ./made}, a: {needs: [gen], run: x, sources: ["made/*.ts"]}',
    ],
  },
  'risky-allow-list': {
    hits: [
      ['a: {machine: {allow_cidrs: [127.0.0.16]}, ready: {echo: {}}}', '127.0.0.16'],
      ['a: {machine: {allow_cidrs: ["::1/128"]}, ready: {echo: {}}}', '"::1/128"'],
      ['a: {machine: {allow_cidrs: [169.254.169.254/32]}, ready: {echo: {}}}', '169.254.169.254/32'],
      ['a: {machine: {allow_cidrs: [10.0.0.0/8, 100.96.0.1/32]}, ready: {echo: {}}}', '100.96.0.1/32'],
      ['a: {machine: {allow_cidrs: [0.0.0.0/0]}, ready: {echo: {}}}', '0.0.0.0/0'],
      [
        'a: {machine: {allow_cidrs: [10.0.0.1/32], deny_cidrs: [10.0.0.0/8]}, ready: {echo: {}}}',
        '10.0.0.1/32',
      ],
    ],
    misses: [
      'a: {machine: {allow_cidrs: [172.30.0.2/32, "fd00::/8", 100.96.0.0/32]}, ready: {echo: {}}}',
      'a: {machine: {allow_hosts: [api.example.com]}, ready: {echo: {}}}',
      'a: {machine: {allow_cidrs: [0.0.0.0/0], deny_cidrs: [100.96.0.1]}, ready: {echo: {}}}',
      'a: {machine: {allow_cidrs: ["${{ host.os }}"]}, ready: {echo: {}}}',
    ],
  },
  'unset-secret': {
    env: {SET: 'x', EMPTY: ''},
    hits: [
      ['secrets: {T: {env: UNSET}}\ntasks: {' + deploy + '}', 'UNSET'],
      ['secrets: {T: {env: EMPTY}}\ntasks: {' + deploy + '}', 'EMPTY'],
    ],
    misses: ['secrets: {T: {env: SET}}\ntasks: {' + deploy + '}', `${secret}tasks: {${deploy}}`],
  },
  'world-readable-secret': {
    hits: [
      ['secrets: {T: {file: ./open}}\ntasks: {' + deploy + '}', './open'],
      ['a: {container: {image: "x:1", volumes: ["./open.key:/x:ro"]}}', './open.key'],
      [
        'box: {container: {image: "x:1"}, ready: {echo: {}}}, a: {copy: {from: open/id_rsa, to: "box:/x"}}',
        'open/id_rsa',
      ],
    ],
    misses: [
      `${secret}tasks: {${deploy}}`,
      'a: {container: {image: "x:1", volumes: ["./closed.key:/x:ro", "./open.pem:/y", "./open-keys:/z"]}}',
      'a: {container: {image: "x:1", env_file: [open.env]}}',
    ],
  },
  'exposed-secret': {
    hits: [
      [`${secret}tasks: {a: {run: [x, "t=\${{ secrets.T }}"]}}`, 't=${{ secrets.T }}'],
      [`${secret}tasks: {a: {serve: [x, "\${{ secrets.T }}"]}}`, '${{ secrets.T }}'],
      [
        `${secret}tasks: {a: {image: {build: ., tag: "x:1", args: {T: "\${{ secrets.T }}"}}}}`,
        '${{ secrets.T }}',
      ],
      [
        `${secret}tasks: {a: {image: {build: ., tag: "x:1", dockerfile_inline: "FROM a\\nENV T=\${{ secrets.T }}"}}}`,
        'FROM a\\nENV T=${{ secrets.T }}',
      ],
      [
        `${secret}tasks: {a: {container: {image: "x:1", labels: {T: "\${{ secrets.T }}"}}}}`,
        '${{ secrets.T }}',
      ],
      [
        'm: {run: x, outputs: [t], secret_outputs: [t]}, a: {run: [y, "${{ tasks.m.t }}"]}',
        '${{ tasks.m.t }}',
      ],
    ].map(([text = '', marked = '']) => [text, `"${marked}"`] as const),
    misses: [
      'm: {run: x, outputs: [t, u], secret_outputs: [t]}, a: {run: [y, "${{ tasks.m.u }}"], env: {T: "${{ tasks.m.t }}"}}',
      `${secret}tasks: {a: {run: 'x "\${{ secrets.T }}"'}}`,
      `${secret}tasks: {a: {run: [x], env: {T: "\${{ secrets.T }}"}}}`,
      `${secret}tasks: {a: {container: {image: "x:1", env: {T: "\${{ secrets.T }}"}}}}`,
      'a: {run: [x, "${{ run.id }}"]}',
    ],
  },
  'floating-tag': {
    hits: [
      ['a: {container: {image: redis}}', 'redis'],
      ['a: {container: {image: "redis:latest"}}', '"redis:latest"'],
      ['a: {container: {image: "localhost:5000/redis"}}', '"localhost:5000/redis"'],
      ['a: {image: {pull: redis}, tags: [x]}', 'redis'],
      ['a: {machine: {image: alpine, net: true}, ready: {echo: {}}}', 'alpine'],
    ],
    misses: [
      'a: {container: {image: "redis:7"}}',
      'a: {container: {image: "localhost:5000/redis:7"}}',
      'a: {container: {image: "redis@sha256:0123456789abcdef"}}',
      'a: {container: {image: 0123456789ab}}',
      'a: {container: {image: "${{ host.os }}"}}',
      'a: {container: {image: redis, pull: never}}',
      'a: {machine: {image: "alpine:3.22", net: true}, ready: {echo: {}}}',
      'a: {machine: {image: ./there.tar}, ready: {echo: {}}}',
      'i: {image: {build: ., tag: mine}}, a: {needs: [i], container: {image: mine}}',
      'i: {image: {build: ., tag: mine}}, a: {needs: [i], container: {image: "mine:latest"}}',
    ],
  },
  'deletes-bottle': {
    hits: [
      ['a: {run: npm ci && npm test}', 'npm ci'],
      ['a: {run: "set -e; (npm clean-install)"}', 'npm clean-install'],
      ['a: {run: [npm, ci]}', '[npm, ci]'],
      ['a: {run: [bash, -ec, "npm ci"]}', 'npm ci'],
      ['a: {serve: "npm ci && npm start", ready: {port: 1}}', 'npm ci'],
      ['a: {run: npm ci, cwd: sub}', 'npm ci'],
    ],
    misses: [
      'a: {run: npm install}',
      'a: {run: npm run ci}',
      'a: {run: echo npm ci}',
      'a: {run: pnpm ci}',
      'a: {run: cd other && npm ci}',
      'a: {run: npm ci, cwd: "${{ run.dir }}"}',
      'a: {container: {image: "x:1", command: [npm, ci]}}',
    ],
  },
  'no-effect': {
    hits: [
      ['a: {env: {A: b}, container: {image: "x:1"}}', 'env'],
      ['a: {env: {A: b}, container: {image: "x:1", command: [y]}, ready: {exec: [z]}}', 'env'],
      ['a: {env: {A: b}, wait: {}, ready: {port: "x:1"}}', 'env'],
      ['a: {run: [x], shell: bash}', 'shell'],
      ['a: {run: x, retry: {attempts: 1}}', 'attempts'],
      ['a: {run: x, wait_timeout: 5s}', 'wait_timeout'],
      ['a: {run: x, if: "${{ \'yes\' }}"}', 'if'],
      ['a: {serve: x, ready: {port: 1, timeout: 1s, attempt_timeout: 2s}}', 'attempt_timeout'],
      ['a: {serve: x, timeout: 10s, ready: {http: {url: "http://x/", timeout: 20s}}}', 'timeout'],
      ['a: {serve: x, ready: {http: {url: "http://x/", ca: there}}}', 'ca'],
      ['a: {serve: x, ready: {http: {url: "http://x/", insecure: true}}}', 'insecure'],
      ['a: {wait: {}, ready: {port: "x:1", any_owner: true}}', 'any_owner'],
      ['a: {run: x, ready: {http: "http://x/", any_owner: true}}', 'any_owner'],
      ['a: {container: {image: "x:1"}, ready: {http: {url: "http://x/", any_owner: true}}}', 'any_owner'],
    ],
    misses: [
      'a: {env: {A: b}, run: x}',
      'a: {env: {A: b}, wait: {}, ready: {command: x}}',
      'a: {env: {A: b}, container: {image: "x:1"}, ready: {command: x}}',
      'box: {container: {image: "x:1"}, ready: {echo: {}}}, a: {env: {A: b}, exec: {in: box, command: [x]}}',
      'a: {run: x, shell: bash}',
      'a: {serve: [x], shell: bash, ready: {command: y}}',
      'a: {run: x, retry: {attempts: 2}}',
      'a: {run: x, if: "${{ host.os }}"}',
      'a: {serve: x, ready: {log: y, timeout: 1s}}',
      'a: {serve: x, ready: [{port: 1, any_owner: true}, {http: {url: "http://x/", any_owner: true}}]}',
      'a: {wait: {}, ready: {port: "x:1", any_owner: false}}',
      'a: {serve: x, ready: {port: 1, timeout: 1s}}',
      'a: {serve: x, timeout: 10s, ready: {port: 1}}',
      'a: {serve: x, ready: {http: {url: "https://x/", ca: there}}}',
    ],
  },
  'unused-variable': {
    hits: [
      ['vars: {a: b}\ntasks: {x: {run: y}}', 'a'],
      ['vars: {a: b, c: d}\ntasks: {x: {run: "y $${{ vars.a }} ${{ vars.c }}"}}', 'a'],
    ],
    misses: [
      'vars: {a: b}\ntasks: {x: {run: "y ${{ vars.a }}"}}',
      'vars: {a: b}\nenv: {A: "${{ vars.a }}"}\ntasks: {x: {run: y}}',
      'vars: {a: b}\ntasks: {x: {if: "${{ vars.a == \'b\' }}", run: y}}',
      'vars: {a: b}\ntasks: {x: {run: y, ready: {file: "${{ vars.a }}"}}}',
    ],
  },
  'unused-secret': {
    hits: [[`${secret}tasks: {x: {run: y}}`, 'T']],
    misses: [`${secret}tasks: {${deploy}}`],
  },
  'unused-env': {
    hits: [
      ['env: {A: "${{ tasks.d.pid }}", B: x}\ntasks: {d: {serve: x}, a: {run: y}}', 'A'],
      [
        'env: {A: "${{ tasks.d.o }} ${{ tasks.e.stdout }}"}\ntasks: {d: {run: x, outputs: [o]}, e: {run: x}, a: {needs: [d], run: y}}',
        'A',
      ],
    ],
    misses: [
      'env: {A: "${{ vars.b }}"}\nvars: {b: c}\ntasks: {a: {run: y}}',
      'env: {A: "${{ tasks.d.x }}"}\ntasks: {d: {run: x, outputs: [x]}, a: {needs: [d], run: y}}',
      'env: {A: "${{ tasks.d.x }}"}\ntasks: {d: {run: x, outputs: [x]}, a: {needs: [d], run: y}, b: {needs: [a], run: z}}',
      'foreground: {env: {A: "${{ tasks.d.x }} ${{ tasks.l.ip }}"}}\ntasks: {d: {run: x, outputs: [x]}, l: {alias: {}}}',
    ],
  },
  'unused-output': {
    hits: [
      ['a: {run: x, outputs: [b, c]}, d: {run: "y ${{ tasks.a.c }}"}', 'b'],
      [
        'box: {container: {image: "x:1"}, ready: {echo: {}}}, a: {exec: {in: box, command: [x], outputs: [b]}}',
        'b',
      ],
    ],
    misses: [
      'a: {run: x, outputs: [b]}, d: {run: "y ${{ tasks.a.b }}"}',
      'a: {run: x, outputs: [b], ready: {file: "${{ tasks.a.b }}"}}',
      "a: {serve: x, ready: {log: '(?<b>.)'}}",
    ],
  },
  'unused-task': {
    hits: [
      ['a: {alias: {}}, b: {run: x}', 'a'],
      ['a: {network: {}}, b: {run: x}', 'a'],
      ['a: {certificate: {ca: true}}, b: {run: x}', 'a'],
      ['a: {image: {build: .}}, b: {run: x}', 'a'],
    ],
    misses: [
      'a: {alias: {}}, b: {needs: [a], run: x}',
      'a: {alias: {}}, b: {run: "x ${{ tasks.a.ip }}"}',
      'a: {network: {}}, b: {container: {image: "x:1", networks: [a]}}',
      'a: {image: {build: ., tag: "x:1"}}, b: {run: x}',
      'a: {image: {build: .}}, b: {image: {build: ./b}}',
      'a: {alias: {}}',
      'a: {alias: {}, tags: [t]}, b: {run: x}',
      'until: a\ntasks: {a: {image: {build: .}}, b: {run: x}}',
      'a: {wait: {}, ready: {port: "x:1"}}, b: {run: x}',
    ],
  },
  'short-stop-timeout': {
    hits: [
      ['stop_timeout: 15s\ntasks: {a: {serve: x, ready: {port: 1}}, b: {needs: [a], serve: y}}', '15s'],
      ['stop_timeout: 8s\ntasks: {a: {container: {image: "x:1"}}}', '8s'],
      ['stop_timeout: 8s\ntasks: {a: {run: x, undo: y}}', '8s'],
    ],
    misses: [
      'stop_timeout: 20s\ntasks: {a: {serve: x, ready: {port: 1}}, b: {needs: [a], serve: y}}',
      'stop_timeout: 15s\ntasks: {a: {serve: x}, b: {serve: y}}',
      'stop_timeout: 5s\ntasks: {a: {serve: x, grace: 5s}, b: {needs: [{task: a, condition: started}], run: y}}',
      'a: {serve: x, ready: {port: 1}}, b: {needs: [a], serve: y}',
    ],
  },
  'repeated-need': {
    hits: [
      ['a: {run: x}, b: {run: y}, c: {run: z, needs: [a, b, a]}', 'a'],
      [
        'a: {run: x}, c: {run: z, needs: [a, {task: a, condition: started}]}',
        '{task: a, condition: started}',
      ],
    ],
    misses: ['a: {run: x, outputs: [o]}, c: {run: "z ${{ tasks.a.o }}", needs: [a]}'],
  },
};

test('every rule has test cases', () => {
  const names = rules.map(({name}) => name).filter(name => name !== 'sleep-as-wait');
  expect(Object.keys(table).toSorted()).toEqual(names.toSorted());
});

describe.each(Object.entries(table))('%s', (rule, {hits, misses, ...surroundings}) => {
  test.each(hits)('warns: %s', (text, ...marked) => {
    expect(warned(file(text), surroundings)).toEqual(marked.map(piece => `${rule}: ${piece}`));
  });

  test.each(misses)('does not warn: %s', text => {
    expect(warned(file(text), surroundings)).toEqual([]);
  });
});

function file(text: string): string {
  return text.includes('\n') ? text : `tasks: {${text}}`;
}

test('`npm ci` is accepted in a project without bottle', () => {
  expect(warned('tasks: {a: {run: npm ci}}', {disk: fakeDisk({})})).toEqual([]);
});

test('a port that is a suffix of a published UDP port is reported as unpublished', () => {
  const text = 'tasks: {a: {container: {image: "x:1", ports: ["1053/udp"]}, ready: {port: 53}}}';
  expect(warned(text)).toEqual(['unpublished-port: 53']);
});
