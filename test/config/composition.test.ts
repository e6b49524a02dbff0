import {describe, expect, test} from 'vitest';
import {load, type LoadOptions} from '../../src/config/load.ts';
import {sourceFileOf, type LaunchFile} from '../../src/model/launch-file.ts';
import {kinds} from '../../src/tasks/registry.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {lineIndex} from '../../src/vocabulary/line-index.ts';

type Files = Readonly<Record<string, string>>;

const options: LoadOptions = {vars: {}, env: {}, kinds};

/** Loads `/w/bottle.yaml`. */
function loaded(files: Files, some: Partial<LoadOptions> = {}) {
  const absolute = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/w/${path}`, text]));
  const readText = (path: string) => absolute[path];
  return load('/w/bottle.yaml', files['bottle.yaml'] ?? '', {...options, readText, ...some});
}

function launchOf(files: Files, some: Partial<LoadOptions> = {}): LaunchFile {
  const result = loaded(files, some);
  if ('diagnostics' in result) throw new Error(problemsOf(files, some).join('\n'));
  return result.launch;
}

/** The errors as `file:line:column: message`. */
function problemsOf(files: Files, some: Partial<LoadOptions> = {}): readonly string[] {
  const result = loaded(files, some);
  if ('launch' in result) return [];
  return result.diagnostics.map(({message, place}) => {
    if (!place) return message;
    const file = place.file.replace('/w/', '');
    const {line, column} = lineIndex(files[file] ?? '').positionOf(place.start);
    return `${file}:${line}:${column}: ${message}`;
  });
}

function sourcesOf({tasks}: LaunchFile): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...tasks].map(([name, {source}]) => [name, source]));
}

function needsOf({tasks}: LaunchFile, name: string): readonly string[] {
  return (tasks.get(name as TaskName)?.needs ?? []).map(({to, label}) => `${to}: ${label}`);
}

describe('`extends`', () => {
  test('merges maps, appends lists, and replaces everything else', () => {
    const launch = launchOf({
      'bottle.yaml': `
tasks:
  db: {serve: db}
  base: {serve: node base.js, env: {A: 1, B: 2}, tags: [one], needs: [db], ready: {port: 80}, cwd: src}
  web: {extends: base, env: {B: 3, C: 4}, tags: [two], ready: {log: up}, cwd: other}
  own: {extends: web, serve: node own.js, needs: [{task: db, condition: started}]}
`,
    });
    expect(sourcesOf(launch)).toMatchObject({
      web: {
        serve: 'node base.js',
        env: {A: '1', B: '3', C: '4'},
        tags: ['one', 'two'],
        needs: ['db'],
        ready: {log: 'up'},
        cwd: 'other',
      },
      own: {serve: 'node own.js', needs: [{task: 'db', condition: 'started'}], ready: {log: 'up'}},
    });
    expect(sourcesOf(launch).web).not.toHaveProperty('extends');
  });

  test('merges the keys of a kind; the later of two mounts at the same path and of two networks wins', () => {
    const launch = launchOf({
      'bottle.yaml': `
tasks:
  net: {network: {}}
  base:
    container:
      image: x:1
      command: [a]
      env: {command: x}
      ports: ["80", "81"]
      volumes: ["./a:/data", "./b:/b"]
      networks: [net]
  web:
    extends: base
    container:
      command: [b, c]
      env: {command: y}
      ports: ["80", "82"]
      volumes: ["./c:/data:ro"]
      networks: [{network: net, aliases: [w]}]
`,
    });
    expect(sourcesOf(launch).web).toEqual({
      container: {
        image: 'x:1',
        command: ['b', 'c'],
        env: {command: 'y'},
        ports: ['80', '81', '82'],
        volumes: ['./c:/data:ro', './b:/b'],
        networks: [{network: 'net', aliases: ['w']}],
      },
    });
  });

  test('extends a task of another file: its paths stay relative to that file, its names are resolved in the extending file', () => {
    const launch = launchOf({
      'bottle.yaml': `
vars: {v: 1}
tasks:
  a: {extends: {task: base, file: lib/common.yaml}, env: {X: 1}}
  b: {extends: {task: box, file: lib/common.yaml}}
`,
      'lib/common.yaml': `
x-shared: {env_file: [shared.env], env: {DIR: "\${{ file.dir }}/data"}}
tasks:
  base: {extends: x-shared, run: "echo \${{ vars.v }}", cwd: sub}
  box: {container: {image: x:1, env_file: ./box.env, volumes: ["./d:/d", "named:/n", "/abs:/abs"]}}
`,
    });
    expect(sourcesOf(launch)).toEqual({
      a: {
        run: 'echo ${{ vars.v }}',
        cwd: './lib/sub',
        env_file: ['./lib/shared.env'],
        env: {DIR: '${{ file.dir }}/lib/data', X: '1'},
      },
      b: {
        container: {
          image: 'x:1',
          env_file: './lib/./box.env',
          volumes: ['./lib/./d:/d', 'named:/n', '/abs:/abs'],
        },
      },
    });
  });

  test.each<[string, Files, readonly string[]]>([
    [
      'an unknown task',
      {'bottle.yaml': 'tasks:\n  web: {run: x}\n  a: {extends: wbe}\n'},
      ['bottle.yaml:3:16: task `a` extends unknown task `wbe`, did you mean `web`?'],
    ],
    [
      'an unknown task of another file',
      {
        'bottle.yaml': 'tasks:\n  a: {extends: {file: b.yaml, task: wbe}}\n',
        'b.yaml': 'tasks: {web: {run: x}}',
      },
      ['bottle.yaml:2:37: task `a` extends unknown task `wbe` of `b.yaml`, did you mean `web`?'],
    ],
    [
      'a missing file',
      {'bottle.yaml': 'tasks:\n  a: {extends: {file: b.yaml, task: web}}\n'},
      ['bottle.yaml:2:23: cannot read `b.yaml`; paths are relative to the file that contains them'],
    ],
    ['itself', {'bottle.yaml': 'tasks:\n  a: {extends: a}\n'}, ['bottle.yaml:2:16: task `a` extends itself']],
    [
      'a cycle',
      {'bottle.yaml': 'tasks:\n  a: {extends: b}\n  b: {extends: a}\n'},
      ['bottle.yaml:3:16: these tasks extend each other: `a` → `b` → `a`'],
    ],
    [
      'a task without a kind',
      {'bottle.yaml': 'x-b: {env: {A: 1}}\ntasks:\n  a: {extends: x-b}\n'},
      [
        'bottle.yaml:3:3: task `a` has no kind; it needs one of `run`, `serve`, `container`, `network`, `volume`, `image`, `machine`, `exec`, `copy`, `wait`, `alias` or `certificate`',
      ],
    ],
    [
      'an error in the base at its own location',
      {
        'bottle.yaml': 'tasks:\n  a: {extends: {file: b.yaml, task: web}}\n',
        'b.yaml': 'tasks:\n  web: {run: x, timeout: 3, needs: [db]}\n',
      },
      [
        'b.yaml:2:26: expected a duration such as `250ms`, `1.5s`, `2m` or `1m30s`, found `3`, did you mean `3s`?',
        'b.yaml:2:37: task `a` needs unknown task `db`',
      ],
    ],
    [
      'two kinds',
      {
        'bottle.yaml': 'tasks:\n  a: {extends: {file: b.yaml, task: web}, serve: y}\n',
        'b.yaml': 'tasks:\n  web: {run: x}\n',
      },
      ['bottle.yaml:2:43: task `a` has two kinds, `run` and `serve`; keep one'],
    ],
  ])('reports %s', (_, files, expected) => {
    expect(problemsOf(files)).toEqual(expected);
  });
});

describe('`include`', () => {
  const api = `
name: api
jobs: 3
until: db
vars: {port: 80, host: here}
secrets: {TOKEN: {file: token}}
env: {URL: "\${{ vars.host }}"}
env_file: api.env
dotenv: true
tasks:
  db: {serve: "db \${{ file.dir }}"}
  web:
    serve: "web \${{ vars.port }} \${{ env.WHO || 'x' }}"
    needs: [{task: db, condition: started}]
    env: {T: "\${{ secrets.TOKEN }}", P: "\${{ tasks.db.pid }} \${{ vars.port == '1' && vars.host }}"}
    if: "\${{ vars.host }}"
  net: {network: {}}
  box: {container: {image: x:1, networks: [net, bridge]}}
  copy: {copy: {from: ./a, to: "box:/a"}}
  inside: {exec: {in: box, command: "echo \${{ tasks.db.pid }}"}}
`;

  test('adds the prefix to names and to all references to them', () => {
    const launch = launchOf({
      'bottle.yaml': `
include: [{path: api/bottle.yaml, prefix: api, vars: {host: "\${{ vars.host }}!"}}]
vars: {host: outer}
tasks: {own: {run: "x \${{ tasks.api-db.pid }}", needs: [api-web]}}
`,
      'api/bottle.yaml': api,
    });
    expect(sourcesOf(launch)).toEqual({
      'api-db': {serve: 'db ${{ file.dir }}'},
      'api-web': {
        serve: "web ${{ vars.api-port }} ${{ env.WHO || 'x' }}",
        needs: [{task: 'api-db', condition: 'started'}],
        env: {
          T: '${{ secrets.api-TOKEN }}',
          P: "${{ tasks.api-db.pid }} ${{ vars.api-port == '1' && vars.api-host }}",
        },
        if: '${{ vars.api-host }}',
      },
      'api-net': {network: {}},
      'api-box': {container: {image: 'x:1', networks: ['api-net', 'bridge']}},
      'api-copy': {copy: {from: './a', to: 'api-box:/a'}},
      'api-inside': {exec: {in: 'api-box', command: 'echo ${{ tasks.api-db.pid }}'}},
      own: {run: 'x ${{ tasks.api-db.pid }}', needs: ['api-web']},
    });
    expect(launch).toMatchObject({
      name: 'w',
      jobs: 64,
      env: {},
      vars: {'api-port': '80', 'api-host': 'outer!', host: 'outer'},
      secrets: {'api-TOKEN': {file: './api/token'}},
    });
    expect(launch.until).toBeUndefined();
    expect(needsOf(launch, 'api-web')).toEqual(['api-db: needs', 'api-db: ${{ tasks.api-db.pid }}']);
    expect(needsOf(launch, 'api-copy')).toEqual(['api-box: to']);
  });

  test('keeps the file names of secrets with a prefix', () => {
    const launch = launchOf({
      'bottle.yaml': 'include: [{path: a.yaml, prefix: a}]',
      'a.yaml':
        'secrets: {T: {env: T}, U: {env: U}}\ntasks: {box: {container: {image: x:1, secrets: [T, {source: U, target: /u}]}}}',
    });
    expect(sourcesOf(launch)['a-box']).toEqual({
      container: {
        image: 'x:1',
        secrets: [
          {source: 'a-T', target: 'T'},
          {source: 'a-U', target: '/u'},
        ],
      },
    });
  });

  test('keeps the folder and environment of each file', () => {
    const launch = launchOf({
      'bottle.yaml': 'include: api/bottle.yaml\nenv: {OUTER: 1}\ntasks: {own: {run: x}}\n',
      'api/bottle.yaml': api,
      'api/.env': 'WHO=api',
    });
    const web = launch.tasks.get('web' as TaskName);
    expect(web?.sourceFiles).toMatchObject([
      {path: '/w/bottle.yaml', dir: '/w', env: {OUTER: '1'}},
      {
        ...{path: '/w/api/bottle.yaml', dir: '/w/api', env: {URL: '${{ vars.host }}'}, envFiles: 'api.env'},
        dotenv: {variables: {WHO: 'api'}},
      },
    ]);
    const own = launch.tasks.get('own' as TaskName);
    expect(own && sourceFileOf(own).dir).toBe('/w');
    expect(launch.path).toBe('/w/bottle.yaml');
  });

  test('includes a file from an included file, and a file by two paths', () => {
    const launch = launchOf({
      'bottle.yaml': 'include: [a/a.yaml, {path: b/b.yaml, prefix: b}, c.yaml]\n',
      'a/a.yaml': 'include: ../c.yaml\ntasks: {a: {run: x, needs: [c]}}\n',
      'b/b.yaml': 'include: [{path: ../c.yaml, prefix: c}]\ntasks: {b: {run: "x ${{ tasks.c-c.stdout }}"}}\n',
      'c.yaml': 'vars: {v: 1}\ntasks: {c: {run: "x ${{ vars.v }}"}}\n',
    });
    expect(sourcesOf(launch)).toEqual({
      c: {run: 'x ${{ vars.v }}'},
      a: {run: 'x', needs: ['c']},
      'b-c-c': {run: 'x ${{ vars.b-c-v }}'},
      'b-b': {run: 'x ${{ tasks.b-c-c.stdout }}'},
    });
    expect(launch.vars).toEqual({v: '1', 'b-c-v': '1'});
  });

  test('merges several files into the first', () => {
    const launch = launchOf({
      'bottle.yaml': 'include: [{path: [a/a.yaml, b.yaml], prefix: p}]',
      'a/a.yaml': 'tasks: {a: {run: x, env: {A: 1}}}',
      'b.yaml': 'tasks: {a: {env: {B: 2}}}',
    });
    expect(sourcesOf(launch)).toEqual({'p-a': {run: 'x', env: {A: '1', B: '2'}}});
    expect(launch.tasks.get('p-a' as TaskName)?.sourceFiles.at(-1)?.dir).toBe('/w/a');
  });

  test('accepts variables from `--var` by their prefixed names', () => {
    const files = {
      'bottle.yaml': 'include: [{path: a.yaml, prefix: a, vars: {v: 2}}]\n',
      'a.yaml': 'vars: {v: 1}\ntasks: {t: {run: "${{ vars.v }}"}}\n',
    };
    expect(launchOf(files).vars).toEqual({'a-v': '2'});
    expect(launchOf(files, {vars: {'a-v': '3'}}).vars).toEqual({'a-v': '3'});
    expect(problemsOf(files, {vars: {v: '3'}})).toEqual([
      'unknown variable `v` in `--var`, did you mean `a-v`?',
    ]);
  });

  test.each<[string, Files, readonly string[]]>([
    [
      'a missing file',
      {'bottle.yaml': 'include: [gone.yaml]\ntasks: {}\n'},
      ['bottle.yaml:1:11: cannot read `gone.yaml`; paths are relative to the file that contains them'],
    ],
    [
      'a missing file of an included file',
      {'bottle.yaml': 'include: a/a.yaml\n', 'a/a.yaml': 'include: [{path: b.yaml}]\n'},
      ['a/a.yaml:1:18: cannot read `b.yaml`; paths are relative to the file that contains them'],
    ],
    ['itself', {'bottle.yaml': 'include: ./bottle.yaml\n'}, ['bottle.yaml:1:10: the file includes itself']],
    [
      'a cycle',
      {
        'bottle.yaml': 'include: a/a.yaml\n',
        'a/a.yaml': 'include: ../b.yaml\n',
        'b.yaml': 'include: a/a.yaml\n',
      },
      ['b.yaml:1:10: these files include each other: `a.yaml` → `../b.yaml` → `a.yaml`'],
    ],
    [
      'a name clash',
      {'bottle.yaml': 'include: a.yaml\ntasks: {web: {run: x}}\n', 'a.yaml': 'tasks: {web: {run: y}}\n'},
      [
        'bottle.yaml:1:10: the included file `a.yaml` also defines the task `web`; include it with a `prefix`, or rename one of them',
      ],
    ],
    [
      'a variable that the file does not define',
      {
        'bottle.yaml': 'include: [{path: a.yaml, vars: {prot: 1}}]\n',
        'a.yaml': 'vars: {port: 80}\ntasks: {web: {run: y}}\n',
      },
      ['bottle.yaml:1:33: `a.yaml` has no variable `prot`, did you mean `port`?'],
    ],
    [
      'a reference that is not allowed in a variable',
      {
        'bottle.yaml': 'include: [{path: a.yaml, vars: {port: "${{ env.X }}"}}]\n',
        'a.yaml': 'vars: {port: 80}\ntasks: {web: {run: y}}\n',
      },
      ['bottle.yaml:1:44: `vars` of an include can read only `vars` of this file, as in `${{ vars.name }}`'],
    ],
    [
      'invalid YAML, a wrong shape, an unknown need and an unknown reference in the right file',
      {
        'bottle.yaml':
          'include: [{path: a.yaml, prefix: a}, b.yaml]\ntasks: {own: {run: x, needs: [a-gone]}}\n',
        'a.yaml':
          'vars: {v: 1}\ntasks:\n  web: {run: x, timeout: 1}\n  one: {run: "abc ${{ vars.v }} ${{ vars.w }} ${{ tasks.web.nope }}", needs: [tow]}\n  two: {run: x}\nenv: {E: "${{ vars.gone }}"}\n',
        'b.yaml': 'tasks: {\n',
      },
      [
        'bottle.yaml:2:31: task `own` needs unknown task `a-gone`, did you mean `a-one`?',
        'a.yaml:3:26: expected a duration such as `250ms`, `1.5s`, `2m` or `1m30s`, found `1`, did you mean `1s`?',
        'a.yaml:4:42: unknown variable `w`; available: `a-v`',
        'a.yaml:4:79: task `a-one` needs unknown task `tow`; available: `a-web`, `a-two` and `own`',
        'a.yaml:6:20: unknown variable `gone`; available: `a-v`',
        'b.yaml:1:8: `{` is not closed; its contents must be indented deeper than its key',
      ],
    ],
  ])('reports %s', (_, files, expected) => {
    expect(problemsOf(files)).toEqual(expected);
  });
});

describe('override files', () => {
  const files = {
    'bottle.yaml': `
name: base
vars: {v: 1, w: 2}
tasks:
  db: {serve: db, env: {A: 1}, tags: [x]}
  web: {serve: web, needs: [db], cwd: src}
`,
    'ci/ci.yaml': `
jobs: 3
vars: {v: 5}
tasks:
  web: {env: {CI: 1}, cwd: other, needs: [extra]}
  db: {env: {A: 2}, tags: [y]}
  extra: {run: x}
`,
  };

  test('change the first file, whose folder and path are kept', () => {
    const launch = launchOf(files, {overrides: ['/w/ci/ci.yaml']});
    expect(sourcesOf(launch)).toEqual({
      db: {serve: 'db', env: {A: '2'}, tags: ['x', 'y']},
      web: {serve: 'web', needs: ['db', 'extra'], cwd: 'other', env: {CI: '1'}},
      extra: {run: 'x'},
    });
    expect(launch).toMatchObject({
      ...{path: '/w/bottle.yaml', dir: '/w', name: 'base', jobs: 3, vars: {v: '5', w: '2'}},
      files: ['/w/bottle.yaml', '/w/ci/ci.yaml'],
    });
  });

  test('have their errors reported at the right location', () => {
    const wrong = {...files, 'ci/ci.yaml': 'tasks:\n  web: {needs: [gone], timeout: 1, bad: 2}\n'};
    expect(problemsOf(wrong, {overrides: ['/w/ci/ci.yaml']})).toEqual([
      'ci/ci.yaml:2:17: task `web` needs unknown task `gone`; available: `db`',
      'ci/ci.yaml:2:33: expected a duration such as `250ms`, `1.5s`, `2m` or `1m30s`, found `1`, did you mean `1s`?',
      'ci/ci.yaml:2:36: unknown key `bad` in task `web`',
    ]);
    expect(problemsOf(files, {overrides: ['/w/gone.yaml']})).toEqual(['cannot read `/w/gone.yaml`']);
  });
});

describe('profiles', () => {
  const files = {
    'bottle.yaml': `
vars: {v: 1, w: 2}
until: unit
profiles:
  ci: {tags: [slow], vars: {v: 1.50}, until: all}
  more: {tags: [fast], vars: {v: 3}}
tasks:
  unit: {run: x, tags: [fast]}
  all: {run: "\${{ vars.v }}", tags: [slow]}
`,
  };

  test('set variables, tags and `until`; the last profile and the command line take precedence', () => {
    expect(launchOf(files, {profiles: ['ci']})).toMatchObject({
      ...{vars: {v: '1.50', w: '2'}, until: 'all', profiles: ['ci'], profileTags: ['slow']},
    });
    expect(launchOf(files, {profiles: ['ci', 'more'], vars: {w: '9'}})).toMatchObject({
      ...{vars: {v: '3', w: '9'}, until: 'all', profiles: ['ci', 'more'], profileTags: ['slow', 'fast']},
    });
    expect(launchOf(files)).toMatchObject({vars: {v: '1'}, until: 'unit', profileTags: []});
  });

  test('are reported if they are unknown or invalid', () => {
    expect(problemsOf(files, {profiles: ['cii']})).toEqual([
      'unknown profile `cii` in `--profile`, did you mean `ci`?',
    ]);
    const wrong = {
      'bottle.yaml': `profiles:
  ci: {tags: [slwo], vars: {x: 1}, until: web}
tasks:
  web: {serve: x, tags: [slow]}
`,
    };
    expect(problemsOf(wrong)).toEqual([
      'bottle.yaml:2:15: profile `ci` selects unknown tag `slwo`, did you mean `slow`?',
      'bottle.yaml:2:29: profile `ci` sets unknown variable `x`; define it under `vars`',
      'bottle.yaml:2:43: `until` cannot wait for `web`, because `serve` tasks keep running; name a task that ends',
    ]);
  });
});
