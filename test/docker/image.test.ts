import {randomUUID} from 'node:crypto';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchFolder, type LaunchFolder} from './launch-here.ts';

/** A folder with a build context, and an image name that is gone when the test is over. */
async function context(dockerfile: string): Promise<{folder: LaunchFolder; tag: string}> {
  const folder = await launchFolder();
  const tag = `bottle-test/built:${randomUUID().slice(0, 8)}`;
  onTestFinished(async () => {
    await docker('rmi', '-f', tag).catch(() => undefined);
  });
  await mkdir(join(folder.dir, 'app'));
  await writeFile(join(folder.dir, 'app', 'Dockerfile'), dockerfile);
  await writeFile(join(folder.dir, 'app', 'greeting'), 'hello');
  return {folder, tag};
}

withEngine('an image', () => {
  test('is built from its context, with its arguments and up to its target, and used by a container', async () => {
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
    expect(outputs).toEqual({ref: tag, id: await docker('image', 'inspect', '--format', '{{.Id}}', tag)});
    await launch.event('task-ready', 'box');
    launch.stop();
    expect((await launch.ended).failures).toEqual([]);
  });

  test('is not built again while nothing has changed, and is once something has', async () => {
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

  test('whose build fails tells the step’s own words', async () => {
    const {folder, tag} = await context(`FROM ${BUSYBOX}\nRUN echo this cannot work && exit 3\n`);
    const launch = await folder.launch({tasks: {app: {image: {build: './app', tag}}}});
    const {failures} = await launch.ended;
    expect(failures).toMatchObject([{reason: 'docker', task: 'app', doing: 'build `./app`'}]);
    expect(launch.lines('app').join('\n')).toContain('this cannot work');
    expect(failures[0]?.reason === 'docker' && failures[0].why).toMatch(/3/);
  });

  test('without a Dockerfile fails before the engine is asked', async () => {
    const folder = await launchFolder();
    await mkdir(join(folder.dir, 'app'));
    const launch = await folder.launch({tasks: {app: {image: {build: './app'}}}});
    expect((await launch.ended).failures).toMatchObject([
      {reason: 'docker', task: 'app', doing: 'build `./app`'},
    ]);
  });

  test('whose folder is not there, or is none', async () => {
    const folder = await launchFolder();
    await folder.write('file', '');
    const build = async (path: string) => {
      const launch = await folder.launch({tasks: {app: {image: {build: path}}}});
      return (await launch.ended).failures;
    };
    expect(await build('./none')).toMatchObject([{why: `\`${folder.dir}/none\` does not exist`}]);
    expect(await build('./file')).toMatchObject([{why: `\`${folder.dir}/file\` is not a folder`}]);
  });

  test('that is missing and cannot be pulled fails in one line with the reason of the engine', async () => {
    const folder = await launchFolder();
    const pull = 'registry.invalid/no/such:image';
    const launch = await folder.launch({tasks: {app: {image: {pull}}}});
    const {failures} = await launch.ended;
    expect(failures).toMatchObject([{reason: 'docker', task: 'app', doing: `pull \`${pull}\``}]);
    expect(failures[0]?.reason === 'docker' && failures[0].why).toMatch(/^[^\n]*registry\.invalid[^\n]*$/);
  });

  test('that is there is not pulled', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {app: {image: {pull: BUSYBOX}}}});
    const {outputs} = await launch.event('task-done', 'app');
    expect(outputs.id).toBe(await docker('image', 'inspect', '--format', '{{.Id}}', BUSYBOX));
    expect((await launch.ended).failures).toEqual([]);
  });
});
