import {randomUUID} from 'node:crypto';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {hasBuildx} from '../../src/docker/build-with-buildx.ts';
import type {Engine} from '../../src/docker/docker.ts';
import {explainOlderFrontend} from '../../src/docker/older-frontend.ts';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchFolder} from './launch-here.ts';

const buildx = await hasBuildx({env: process.env} as unknown as Engine);

const DOCKERFILE = `FROM ${BUSYBOX}
ARG WHO
RUN <<EOF
echo "hello $WHO" > /said
echo again >> /said
EOF
COPY <<-"END" /copied
\ttext $WHO
\tEND
COPY --chmod=700 --link greeting /greeting
`;

withEngine('a Dockerfile with here-documents', () => {
  test.runIf(buildx)(
    'builds on an engine that supports them, and fails with an explanation on others',
    async () => {
      const folder = await launchFolder();
      const tag = `bottle-test/here:${randomUUID().slice(0, 8)}`;
      onTestFinished(async () => {
        await docker('rmi', '-f', tag).catch(() => undefined);
      });
      await mkdir(join(folder.dir, 'app'));
      await writeFile(join(folder.dir, 'app', 'Dockerfile'), DOCKERFILE);
      await writeFile(join(folder.dir, 'app', 'greeting'), 'hello');
      const build = async () => {
        const launch = await folder.launch({
          tasks: {app: {image: {build: './app', tag, args: {WHO: 'world'}}}},
        });
        const {failures} = await launch.ended;
        const done = launch.events.find(event => event.type === 'task-done');
        return {failures, because: done?.because};
      };
      const version = await docker('version', '--format', '{{.Server.Version}}');
      const first = await build();
      if (Number.parseInt(version, 10) < 23) {
        const next = 'set `# syntax=docker/dockerfile:1` in its first line, or use Docker 23 or newer';
        const why = `it uses a here-document, which Docker ${version} may not support: ${next}`;
        expect(first.failures).toMatchObject([
          {reason: 'docker', why: expect.stringContaining(why) as string},
        ]);
        return;
      }
      expect(first).toEqual({failures: [], because: undefined});
      const said = await docker('run', '--rm', tag, 'sh', '-c', 'cat /said /copied; stat -c %a /greeting');
      expect(said).toBe('hello world\nagain\ntext $WHO\n700');
      expect((await build()).because).toBe('sources unchanged');
    },
  );
});

const engine = (version: string) => ({api: {version: async () => ({Version: version})}}) as unknown as Engine;

test.each([
  ['20.10.24', 'dockerfile parse error line 4: unknown instruction: ECHO', 'FROM a\nRUN <<E\necho\nE', true],
  [
    '28.5.2',
    'dockerfile parse error line 4: unknown instruction: ECHO',
    'FROM a\nRUN <<E\necho\nE\necho',
    false,
  ],
  ['20.10.24', 'dockerfile parse error line 2: unknown instruction: ECHO', 'FROM a\necho', false],
  ['20.10.24', 'dockerfile parse error line 2: x', '# syntax=docker/dockerfile:1\nFROM a\nRUN <<E\nE', false],
  ['20.10.24', 'process "make" did not complete successfully', 'FROM a\nRUN <<E\nmake\nE', false],
])('on Docker %s, %j, %j gets an explanation: %s', async (version, message, dockerfile, isExplained) => {
  const error = new Error(message);
  const explained = await explainOlderFrontend(error, dockerfile, engine(version));
  expect(explained !== error).toBe(isExplained);
});
