import {randomUUID} from 'node:crypto';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {hasBuildx} from '../../src/docker/build-with-buildx.ts';
import type {Engine} from '../../src/docker/docker.ts';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {pathWithoutDocker} from '../support/without-docker.ts';
import {launchFolder, type LaunchFolder} from './launch-here.ts';

/** A folder with a build context, and the name of an image that is removed after the test. */
async function contextIn(
  env: NodeJS.ProcessEnv,
  dockerfile: string,
): Promise<{folder: LaunchFolder; tag: string}> {
  const folder = await launchFolder(env);
  const tag = `bottle-test/built:${randomUUID().slice(0, 8)}`;
  onTestFinished(async () => {
    await docker('rmi', '-f', tag).catch(() => undefined);
  });
  await mkdir(join(folder.dir, 'app'));
  await writeFile(join(folder.dir, 'app', 'Dockerfile'), dockerfile);
  await writeFile(join(folder.dir, 'app', 'greeting'), 'hello');
  return {folder, tag};
}

const buildx = await hasBuildx({env: process.env} as unknown as Engine);
const builders = [
  ['the classic builder', {...process.env, PATH: await pathWithoutDocker()}] as const,
  ...(buildx ? [['BuildKit', process.env] as const] : []),
];

for (const [builder, env] of builders)
  withEngine(`an image, by ${builder}`, () => {
    const context = async (dockerfile: string) => await contextIn(env, dockerfile);

    test('is built from its context, with its arguments and target, and used by a container', async () => {
      const {folder, tag} = await context(
        `FROM ${BUSYBOX} AS first\nARG WHO\nCOPY greeting /greeting\nRUN echo "$(cat /greeting) $WHO" > /said\nFROM ${BUSYBOX} AS last\n`,
      );
      const launch = await folder.launch({
        tasks: {
          app: {image: {build: './app', args: {WHO: 'world'}, target: 'first', tag}},
          box: {
            container: {
              image: '${{ tasks.app.ref }}',
              command: ['sh', '-c', 'cat /said; exec sleep 600'],
              grace: '0s',
            },
            ready: {log: 'hello world'},
          },
        },
      });
      const {outputs} = await launch.event('task-done', 'app');
      const id = await docker('image', 'inspect', '--format', '{{.Id}}', tag);
      expect(outputs).toEqual({ref: id, id});
      await launch.event('task-ready', 'box');
      launch.stop();
      expect((await launch.ended).failures).toEqual([]);
    });

    test('is rebuilt only after a change', async () => {
      const {folder, tag} = await context(`FROM ${BUSYBOX}\nCOPY . /app\n`);
      await writeFile(join(folder.dir, 'app', '.dockerignore'), 'ignored\n');
      const tasks = {app: {image: {build: './app', tag}}};
      const build = async (): Promise<string | undefined> => {
        const launch = await folder.launch({tasks});
        const {because} = await launch.event('task-done', 'app');
        await launch.ended;
        return because;
      };
      expect(await build()).toBeUndefined();
      expect(await build()).toBe('sources unchanged');
      await writeFile(join(folder.dir, 'app', 'ignored'), 'x');
      expect(await build()).toBe('sources unchanged');
      await writeFile(join(folder.dir, 'app', 'greeting'), 'good day');
      expect(await build()).toBeUndefined();
      await docker('rmi', tag);
      expect(await build()).toBeUndefined();
    });

    test('is used by its id, and gets its tag back after another run took the tag', async () => {
      const {folder, tag} = await context(`FROM ${BUSYBOX}\nCOPY greeting /greeting\n`);
      const other = await launchFolder(env);
      await mkdir(join(other.dir, 'app'));
      await writeFile(join(other.dir, 'app', 'Dockerfile'), `FROM ${BUSYBOX}\nCOPY greeting /greeting\n`);
      await writeFile(join(other.dir, 'app', 'greeting'), 'another');
      const app = {image: {build: './app', tag}};
      const box = {
        container: {
          image: tag,
          pull: 'never',
          command: ['sh', '-c', 'cat /greeting; exec sleep 600'],
          grace: '0s',
        },
        needs: ['gate'],
        ready: {log: '^hello$'},
      };
      const gate = {wait: {}, ready: {command: 'test -e go', timeout: '50s'}};
      const first = await folder.launch({tasks: {app, gate, box}});
      await first.event('task-done', 'app');
      const second = await other.launch({tasks: {app}});
      await second.event('task-done', 'app');
      await second.ended;
      await folder.write('go', '');
      await first.event('task-ready', 'box');
      first.stop();
      await first.ended;

      const again = await folder.launch({tasks: {app}});
      const {outputs, because} = await again.event('task-done', 'app');
      await again.ended;
      expect(because).toBe('sources unchanged');
      expect(await docker('image', 'inspect', '--format', '{{.Id}}', tag)).toBe(outputs.id);
    });

    test('is rebuilt after a change of its base image, which is built first', async () => {
      const {folder, tag} = await context(`FROM ${BUSYBOX}\nCOPY greeting /greeting\n`);
      const last = `${tag}-last`;
      onTestFinished(async () => {
        await docker('rmi', '-f', last).catch(() => undefined);
      });
      await mkdir(join(folder.dir, 'top'));
      await writeFile(join(folder.dir, 'top', 'Dockerfile'), `ARG FROM_IT=${tag}\nFROM $FROM_IT\n`);
      const tasks = {
        top: {image: {build: './top', tag: last}},
        app: {image: {build: './app', tag}},
      };
      const build = async () => {
        const launch = await folder.launch({tasks});
        const {because} = await launch.event('task-done', 'top');
        expect((await launch.ended).failures).toEqual([]);
        return {because, said: await docker('run', '--rm', last, 'cat', '/greeting')};
      };
      expect(await build()).toEqual({because: undefined, said: 'hello'});
      expect(await build()).toEqual({because: 'sources unchanged', said: 'hello'});
      await writeFile(join(folder.dir, 'app', 'greeting'), 'good day');
      expect(await build()).toEqual({because: undefined, said: 'good day'});
    });

    test('reports the message of the failed build step', async () => {
      const {folder, tag} = await context(`FROM ${BUSYBOX}\nRUN echo this cannot work && exit 3\n`);
      const launch = await folder.launch({tasks: {app: {image: {build: './app', tag}}}});
      const {failures} = await launch.ended;
      expect(failures).toMatchObject([{reason: 'docker', task: 'app', doing: 'build `./app`'}]);
      expect(launch.lines('app').join('\n')).toContain('this cannot work');
      expect(failures[0]?.reason === 'docker' && failures[0].why).toMatch(/3/);
    });

    test('respects the ignore file of its own Dockerfile, which can be outside of the context', async () => {
      const {folder, tag} = await context('');
      await writeFile(join(folder.dir, 'Dockerfile.dev'), `FROM ${BUSYBOX}\nCOPY . /app\n`);
      await writeFile(join(folder.dir, 'Dockerfile.dev.dockerignore'), 'greeting\n');
      await writeFile(join(folder.dir, 'app', '.dockerignore'), 'kept\n');
      await writeFile(join(folder.dir, 'app', 'kept'), '');
      const tasks = {app: {image: {build: './app', dockerfile: '../Dockerfile.dev', tag}}};
      const build = async (): Promise<string | undefined> => {
        const launch = await folder.launch({tasks});
        const {because} = await launch.event('task-done', 'app');
        expect((await launch.ended).failures).toEqual([]);
        return because;
      };
      expect(await build()).toBeUndefined();
      const inside = (await docker('run', '--rm', tag, 'ls', '-A', '/app')).split('\n');
      // BuildKit includes the folder's own ignore file, which is irrelevant here.
      expect(inside.filter(name => name !== '.dockerignore')).toEqual(['Dockerfile', 'kept']);
      expect(await build()).toBe('sources unchanged');
      await writeFile(join(folder.dir, 'Dockerfile.dev'), `FROM ${BUSYBOX}\nCOPY . /more\n`);
      expect(await build()).toBeUndefined();
    });

    test('is built from a Dockerfile in the launch file, with the ignore file of the folder', async () => {
      const {folder, tag} = await context('FROM scratch\n');
      await writeFile(join(folder.dir, 'app', '.dockerignore'), 'greeting\n');
      await writeFile(join(folder.dir, 'app', 'kept'), '');
      const build = async (copy: string): Promise<string | undefined> => {
        const inline = `FROM ${BUSYBOX}\nCOPY . ${copy}\n`;
        const launch = await folder.launch({
          tasks: {app: {image: {build: './app', dockerfile_inline: inline, tag}}},
        });
        const {because} = await launch.event('task-done', 'app');
        expect((await launch.ended).failures).toEqual([]);
        return because;
      };
      expect(await build('/app')).toBeUndefined();
      const inside = (await docker('run', '--rm', tag, 'ls', '-A', '/app')).split('\n');
      expect(inside.filter(name => name !== '.dockerignore')).toEqual(['Dockerfile', 'kept']);
      expect(await build('/app')).toBe('sources unchanged');
      expect(await build('/more')).toBeUndefined();
    });

    test('fails without a request to the engine if its Dockerfile is missing', async () => {
      const folder = await launchFolder(env);
      await mkdir(join(folder.dir, 'app'));
      const launch = await folder.launch({tasks: {app: {image: {build: './app'}}}});
      expect((await launch.ended).failures).toMatchObject([
        {reason: 'docker', task: 'app', doing: 'build `./app`'},
      ]);
    });

    test('fails if its folder does not exist or is not a folder', async () => {
      const folder = await launchFolder(env);
      await folder.write('file', '');
      const build = async (path: string) => {
        const launch = await folder.launch({tasks: {app: {image: {build: path}}}});
        return (await launch.ended).failures;
      };
      expect(await build('./none')).toMatchObject([{why: `\`${folder.dir}/none\` does not exist`}]);
      expect(await build('./file')).toMatchObject([{why: `\`${folder.dir}/file\` is not a folder`}]);
    });

    test("fails in one line, with the engine's reason, if it is missing and cannot be pulled", async () => {
      const folder = await launchFolder(env);
      const pull = 'registry.invalid/no/such:image';
      const launch = await folder.launch({tasks: {app: {image: {pull}}}});
      const {failures} = await launch.ended;
      expect(failures).toMatchObject([{reason: 'docker', task: 'app', doing: `pull \`${pull}\``}]);
      expect(failures[0]?.reason === 'docker' && failures[0].why).toMatch(/^[^\n]*registry\.invalid[^\n]*$/);
    });

    test('is not pulled if it exists', async () => {
      const folder = await launchFolder(env);
      const launch = await folder.launch({tasks: {app: {image: {pull: BUSYBOX}}}});
      const {outputs} = await launch.event('task-done', 'app');
      expect(outputs.id).toBe(await docker('image', 'inspect', '--format', '{{.Id}}', BUSYBOX));
      expect((await launch.ended).failures).toEqual([]);
    });
  });
