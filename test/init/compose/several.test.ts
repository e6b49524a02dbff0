import {describe, expect, test} from 'vitest';
import {appTask, composeFile, drafted} from '../draft-rig.ts';

describe('several services', () => {
  test('share a network and need each other', async () => {
    const {tasks, leftOut} = await drafted({
      'docker-compose.yml': `
services:
  web.site:
    build: {context: ./web, dockerfile: Dev, target: dev, args: {A: 1, B: null}, cache_from: [x]}
    image: shop/web:dev
    depends_on:
      db: {condition: service_healthy}
      seed: {condition: service_started, restart: true}
      unknown: {condition: service_started}
    container_name: shop
  db: {image: "postgres:16"}
  seed: {image: "seed:1", depends_on: [db], links: ["db:database"]}
`,
      'web/Dev': 'FROM x',
    });
    expect(tasks).toEqual({
      network: {network: {}},
      'web-site-image': {
        image: {
          ...{build: './web', dockerfile: 'Dev', target: 'dev', tag: 'shop/web:dev'},
          args: {A: '1', B: "${{ default(env.B, '') }}"},
        },
      },
      'web-site': {
        needs: ['db', {task: 'seed', condition: 'started'}],
        container: {
          image: '${{ tasks.web-site-image.ref }}',
          networks: [{network: 'network', aliases: ['web.site', 'shop']}],
          on_exit: 'ignore',
        },
      },
      db: {
        container: {image: 'postgres:16', networks: ['network'], on_exit: 'ignore'},
        ready: {health: {timeout: '120s'}},
      },
      seed: {
        needs: [{task: 'db', condition: 'started'}],
        container: {image: 'seed:1', networks: ['network'], links: ['db:database'], on_exit: 'ignore'},
      },
    });
    expect(leftOut).toEqual(
      [
        '`build.args.B`: empty, instead of the default in the Dockerfile, if the variable is not set',
        'the need for `unknown`: the service does not exist',
        '`container_name`: the container is named after the run, so several runs can exist side by side; the name is an alias on its networks',
        '`build.cache_from`: only the local cache of the engine is used',
      ].map(what => `docker-compose.yml: service \`web.site\`: ${what}`),
    );
  });

  test('keep their named networks', async () => {
    const {tasks} = await drafted({
      'compose.yml': `
services:
  a: {image: "a:1", networks: {inside: {aliases: [x], ipv4_address: 172.30.0.5, priority: 1}, other: }}
  b: {image: "b:1", networks: [inside]}
  c: {image: "c:1", networks: {other: {ipv4_address: 172.31.0.5}}}
networks:
  inside: {internal: true, ipam: {config: [{subnet: 172.30.0.0/24, gateway: 172.30.0.1}]}, labels: [a=b]}
  other: {}
  unused: {}
`,
    });
    expect(tasks).toEqual({
      inside: {
        network: {internal: true, subnet: '172.30.0.0/24', gateway: '172.30.0.1', labels: {a: 'b'}},
      },
      other: {network: {}},
      a: {
        container: {
          image: 'a:1',
          networks: [{network: 'inside', aliases: ['x'], ip: '172.30.0.5'}, 'other'],
          on_exit: 'ignore',
        },
      },
      b: {container: {image: 'b:1', networks: ['inside'], on_exit: 'ignore'}},
      c: {container: {image: 'c:1', networks: ['other'], on_exit: 'ignore'}},
    });
  });

  test('share namespaces of others', async () => {
    const {tasks} = await drafted({
      'compose.yaml': `
services:
  db: {image: "db:1", ipc: shareable}
  side: {image: "side:1", network_mode: "service:db", ipc: "service:db", ports: ["80:80"]}
  wide: {image: "wide:1", network_mode: host, pid: host}
`,
    });
    expect(tasks).toMatchObject({
      side: {container: {network_mode: 'container:${{ tasks.db.id }}', ipc: 'container:${{ tasks.db.id }}'}},
      wide: {container: {network_mode: 'host', pid: 'host'}},
    });
    expect(tasks).not.toHaveProperty('side.container.ports');
  });

  test('are reported if they are not carried over', async () => {
    const {tasks, leftOut} = await drafted({
      'compose.yaml': `
services:
  app: {image: "app:1", attach: false, depends_on: [none, zero], mystery: 1}
  none: {command: x}
  far: {build: "https://example.org/x.git"}
  gone: {build: ./gone}
  zero: {image: "app:1", scale: 0}
models: {m: {model: x}}
x-mine: {}
`,
    });
    expect(tasks).toMatchObject({app: {container: {image: 'app:1'}}});
    expect(leftOut).toEqual(
      [
        '`models`: no models are started',
        ...['none', 'far', 'gone'].map(
          name =>
            `service \`${name}\`: it has neither \`image\` nor a \`build\` from a folder with a Dockerfile`,
        ),
        'service `zero`: it has no containers (`scale` is 0)',
        'service `app`: the need for `none`: it has neither `image` nor a `build` from a folder with a Dockerfile',
        'service `app`: the need for `zero`: it has no containers (`scale` is 0)',
        'service `app`: `attach`: bottle shows the output of all tasks; `bottle logs` selects some',
        'service `app`: `mystery`: bottle does not know this key and ignores it',
      ].map(what => `compose.yaml: ${what}`),
    );
  });

  test('a service with a missing build context and an image name is pulled', async () => {
    const {tasks, leftOut} = await drafted(composeFile({build: './gone'}));
    expect(tasks).toEqual({app: appTask({})});
    expect(leftOut).toEqual([
      'compose.yaml: service `app`: `build`: `gone/Dockerfile` does not exist; the image is pulled, if it has a name',
    ]);
  });

  test('warnings about settings that Compose leaves open are silenced with a reason', async () => {
    const {text, doubts} = await drafted({
      'compose.yaml': `
services:
  cache: {image: redis}
  db: {image: "postgres:latest", healthcheck: {test: sleep 5}}
  app: {image: "app:1", depends_on: {cache: {condition: service_healthy}}}
`,
    });
    expect(text).toContain('      # bottle: ignore floating-tag (pin the version)\n      image: redis\n');
    expect(text).toContain(
      '    # bottle: ignore no-healthcheck (the image must have a health check)\n    ready: {health: {timeout: 120s}}\n',
    );
    expect(doubts.map(doubt => doubt.split(/[,;]/)[0])).toEqual([
      'image `redis` has no tag',
      'task `cache` has no `healthcheck`',
      'image `postgres:latest` has the tag `latest`',
      'a probe is polled',
    ]);
  });

  test('a comment in the file contains the report too', async () => {
    const {text} = await drafted(composeFile({attach: false}));
    expect(text).toContain(
      '  # Not carried over:\n  # - `attach`: bottle shows the output of all tasks; `bottle logs` selects some\n  app:\n',
    );
  });

  test('anchors and merges are resolved, however many there are', async () => {
    const services = Array.from({length: 150}, (_, at) => `  s${at}: {<<: *s, environment: *e}\n`).join('');
    const {tasks, text} = await drafted({
      'compose.yaml': `x-env: &e {A: 1}\nx-s: &s {image: "app:1", network_mode: bridge}\nservices:\n${services}`,
    });
    expect(tasks).toMatchObject({s0: appTask({env: {A: '1'}}), s149: appTask({env: {A: '1'}})});
    expect(text).not.toMatch(/[&*]a\d/);
  });

  test('aliases that make a file too large are an error', async () => {
    const levels = Array.from(
      {length: 7},
      (_, at) => `x-${at + 1}: &a${at + 1} [${`*a${at},`.repeat(10)}]\n`,
    ).join('');
    const file = `x-0: &a0 [1,1]\n${levels}services: {}\n`;
    await expect(drafted({'compose.yaml': file})).rejects.toThrow(
      'its aliases expand to more than 300000 values',
    );
  });
});
