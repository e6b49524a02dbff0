import {readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {describe, expect, onTestFinished, test} from 'vitest';
import {
  kinds,
  launch,
  LaunchError,
  TaskError,
  type Kind,
  type Launched,
  type LaunchOptions,
  type TaskName,
} from '../../src/index.ts';
import {runsLeft} from '../support/runs-left.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {within} from '../support/within.ts';

describe('launch', () => {
  test('returns the outputs of running tasks, and stops the tasks on request', async () => {
    const project = await folder(`
      vars: {greeting: hello}
      tasks:
        made: {run: 'echo "word=\${{ vars.greeting }}" >> "$BOTTLE_OUTPUT"', outputs: [word]}
        web: {needs: [made], serve: 'echo at port 7; trap "echo bye > stopped; exit" TERM; while :; do sleep 0.1; done', ready: {log: 'port (?<port>\\d+)'}}
        other: {run: touch other}`);
    const launched = await project.launch({tasks: ['web'], vars: {greeting: 'hi there'}});
    expect(launched.outputs).toMatchObject({made: {word: 'hi there'}, web: {'log.port': '7'}});
    await launched.stop();
    expect(await readFile(join(project.dir, 'stopped'), 'utf8')).toBe('bye\n');
    expect(await readdir(project.dir)).not.toContain('other');
    expect(await runsLeft(join(project.dir, 'state'))).toEqual([]);
  });

  test('stops at the end of a block with `await using`', async () => {
    const project = await folder('tasks: {web: {serve: exec sleep 1000, ready: {command: "true"}}}');
    let ended: Launched['ended'];
    {
      await using launched = await project.launch();
      ({ended} = launched);
      expect(isAlive(launched.outputs.web?.pid)).toBe(true);
    }
    expect(await ended).toMatchObject({failures: [], leftovers: []});
  });

  test('keeps tasks without a process up, and ignores `until`', async () => {
    const project = await folder(`
      until: once
      tasks:
        address: {alias: {}}
        ca: {certificate: {ca: true}}
        once: {needs: [ca], run: 'true'}`);
    await using launched = await project.launch();
    expect(launched.outputs.address?.ip).toMatch(/^127\./);
    expect(await readFile(launched.outputs.ca?.cert ?? '', 'utf8')).toContain('BEGIN CERTIFICATE');
  });

  test('applies profiles and overrides', async () => {
    const project = await folder(`
      vars: {word: one}
      profiles: {loud: {vars: {word: LOUD}}}
      tasks:
        a: {run: 'echo "word=\${{ vars.word }} \${{ tasks.b.stdout }}" >> "$BOTTLE_OUTPUT"', outputs: [word]}
        b: {run: echo file}`);
    const override = join(project.dir, 'override.yaml');
    await writeFile(override, 'tasks: {b: {run: echo override}}');
    await using launched = await project.launch({profiles: ['loud'], overrides: [override]});
    expect(launched.outputs.a?.word).toBe('LOUD override');
  });

  test('reads a file by URL', async () => {
    const project = await folder('tasks: {a: {run: "true"}}');
    await using launched = await launch(pathToFileURL(join(project.dir, 'bottle.yaml')), project.options);
    expect(Object.keys(launched.outputs)).toEqual(['a']);
  });

  test('uses the environment of this process by default', async () => {
    const project = await folder(
      `tasks: {a: {run: 'echo "word=$WORD" >> "$BOTTLE_OUTPUT"', outputs: [word]}}`,
    );
    process.env.WORD = 'own';
    onTestFinished(() => {
      delete process.env.WORD;
    });
    await using own = await project.launch();
    await using given = await project.launch({env: {PATH: process.env.PATH, WORD: 'given'}});
    expect([own.outputs.a?.word, given.outputs.a?.word]).toEqual(['own', 'given']);
  });

  test('updates the outputs of a restarted task, with secrets as plain text', async () => {
    const project = await folder(`
      secrets: {TOKEN: {env: TOKEN}}
      tasks:
        web:
          serve: 'echo "token \${{ secrets.TOKEN }} pid $$"; exec sleep 1000'
          ready: {log: 'token (?<token>\\S+) pid'}
          restart: {attempts: 1}`);
    const lines: string[] = [];
    const events = new EventTarget();
    await using launched = await project.launch({
      env: {PATH: process.env.PATH, TOKEN: 'rosebud'},
      onEvent(event) {
        if (event.type === 'task-output') lines.push(event.line);
        events.dispatchEvent(new Event(event.type));
      },
    });
    const {pid, 'log.token': token} = launched.outputs.web ?? {};
    expect(token).toBe('rosebud');
    expect(lines.join()).not.toContain('rosebud');
    const again = new Promise(resolve => events.addEventListener('task-ready', resolve, {once: true}));
    process.kill(Number(pid), 'SIGKILL');
    await within(() => 'the restart', again);
    expect(launched.outputs.web?.pid).not.toBe(pid);
  });

  test('accepts replacements of task kinds', async () => {
    const project = await folder('tasks: {web: {serve: exec sleep 1000}}');
    const serve: Kind<'serve'> = {
      ...kinds.serve,
      outputs: () => [],
      up: async () => ({outputs: {}, subject: {}}),
    };
    await using launched = await project.launch({kinds: {...kinds, serve}});
    expect(launched.outputs).toEqual({web: {}});
  });
});

describe('a failed launch rejects with a LaunchError', () => {
  test('for an invalid file, with the lines in error', async () => {
    const project = await folder('tasks:\n  a: {needs: [b], run: x}\n');
    const error = await errorOf(project.launch());
    expect(error.diagnostics).toMatchObject([
      {rule: 'wrong-need', message: 'task `a` needs unknown task `b`'},
    ]);
    expect(error.message).toMatch(/^task `a` needs unknown task `b`\n --> .*bottle\.yaml:2:15\n2 \|/);
  });

  test('for an unknown task', async () => {
    const project = await folder('tasks: {web: {run: x}}');
    const error = await errorOf(project.launch({tasks: ['wep']}));
    expect(error.message).toBe('there is no task `wep`, did you mean `web`?');
  });

  test('for a failed task, after stopping the other tasks', async () => {
    const project = await folder(`
      tasks:
        web: {serve: exec sleep 1000, ready: {command: "true"}}
        bad: {needs: [web], run: 'echo "\${{ tasks.web.pid }}" > pid; echo no luck; exit 3'}`);
    const error = await errorOf(project.launch());
    expect(error.failures).toMatchObject([{reason: 'exited', task: 'bad', exit: {code: 3}}]);
    expect(error.message).toContain('task `bad` exited with code 3\n  its last lines:\n    no luck');
    expect(isAlive(await readFile(join(project.dir, 'pid'), 'utf8'))).toBe(false);
  });

  test('for a secret that is not set', async () => {
    const project = await folder('secrets: {T: {env: T}}\ntasks: {a: {run: touch a}}');
    const error = await errorOf(project.launch({env: {}}));
    expect(error.failures).toMatchObject([{reason: 'no-secret', secret: 'T'}]);
  });

  test('for a service that exits while it is up, on stop', async () => {
    const project = await folder('tasks: {web: {serve: exec sleep 1000, ready: {command: "true"}}}');
    const launched = await project.launch();
    process.kill(Number(launched.outputs.web?.pid), 'SIGKILL');
    expect(await launched.ended).toMatchObject({reason: {why: 'failed'}, failures: [{reason: 'exited'}]});
    expect((await errorOf(launched.stop())).failures).toMatchObject([{task: 'web', during: 'up'}]);
  });

  test('for leftovers', async () => {
    const project = await folder('tasks: {address: {alias: {}}}');
    const alias: Kind<'alias'> = {
      ...kinds.alias,
      down: async () => [{what: 'the last straw', why: 'it is stuck', command: 'rm straw'}],
    };
    const launched = await project.launch({kinds: {...kinds, alias}});
    const error = await errorOf(launched.stop());
    expect(error.leftovers).toEqual([{what: 'the last straw', why: 'it is stuck', command: 'rm straw'}]);
    expect(error.message).toMatch(
      /^could not remove the last straw: it is stuck\n {2}remove it with `rm straw`/,
    );
  });
});

describe('the signal', () => {
  test('aborts the start with its reason', async () => {
    const project = await folder('tasks: {a: {run: touch started; exec sleep 1000}}');
    const abort = new AbortController();
    const reason = new Error('enough');
    const launching = project.launch({
      signal: abort.signal,
      onEvent: ({type}) => type === 'task-started' && abort.abort(reason),
    });
    await expect(launching).rejects.toBe(reason);
  });

  test('ends a running launch', async () => {
    const project = await folder('tasks: {web: {serve: exec sleep 1000, ready: {command: "true"}}}');
    const abort = new AbortController();
    const launched = await project.launch({signal: abort.signal});
    abort.abort('SIGINT');
    expect(await launched.ended).toMatchObject({reason: {why: 'interrupted', signal: 'SIGINT'}});
    await launched.stop();
  });
});

test('a kind can fail with a TaskError', async () => {
  const project = await folder('tasks: {a: {run: x}}');
  const run: Kind<'run'> = {
    ...kinds.run,
    up: async () => {
      throw new TaskError({reason: 'bad-output', task: 'a' as TaskName, detail: 'printed nonsense'});
    },
  };
  const error = await errorOf(project.launch({kinds: {...kinds, run}}));
  expect(error.message).toBe('task `a` printed nonsense');
});

interface Project {
  readonly dir: string;
  readonly options: LaunchOptions;
  launch(options?: LaunchOptions): Promise<Launched>;
}

/** A folder with a launch file and its own state directory. */
async function folder(text: string): Promise<Project> {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), text);
  const options = {stateDir: join(dir, 'state')};
  return {
    dir,
    options,
    launch: async more => await launch(join(dir, 'bottle.yaml'), {...options, ...more}),
  };
}

async function errorOf(call: Promise<unknown>): Promise<LaunchError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LaunchError);
  return error as LaunchError;
}

function isAlive(pid: string | undefined): boolean {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}
