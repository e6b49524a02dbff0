import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Launch} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

const UP = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;

/** Creates a folder whose name is only known from its outputs. */
const TEMPORARY = `
  run: |
    dir=$(mktemp -d made/XXXXXX)
    echo "dir=$dir" >> "$BOTTLE_OUTPUT"
  outputs: [dir]
  undo: rmdir "\${{ tasks.tmp.dir }}"
`.replaceAll('\n', '\n      ');

async function rigWith(launchFile: string): Promise<LaunchRig> {
  const rig = await launchRig(launchFile);
  await rig.write('made/.keep', '');
  return rig;
}

/** Results of commands that have not been reverted. */
async function madeIn(rig: LaunchRig): Promise<readonly string[]> {
  return (await readdir(join(rig.dir, 'made'))).filter(name => name !== '.keep');
}

async function journalOf(rig: LaunchRig, launch: Launch): Promise<string> {
  const {run} = await launch.event('run-started');
  return await readFile(join(rig.stateDir, 'runs', run, 'journal.ndjson'), 'utf8');
}

async function killed(launch: Launch): Promise<void> {
  launch.signal('SIGKILL');
  await launch.ended();
}

/** Recovers the dead run by running a task without effects. */
async function recovered(rig: LaunchRig, env: Record<string, string> = {}) {
  await rig.write('bottle.yaml', 'tasks: {other: {run: "true"}}');
  const launch = rig.run([], {env});
  expect((await launch.ended()).code).toBe(0);
  const {leftovers} = await launch.event('dead-run-removed');
  return leftovers;
}

test('`undo` reverts a command in the teardown, after its dependents and before its needs', async () => {
  const rig = await rigWith(`
    tasks:
      db: {${UP}}
      tmp:
        needs: [db]
        ${TEMPORARY}
      web: {needs: [tmp], ${UP}}
  `);
  const launch = rig.run();
  await launch.event('run-ready');
  expect(await madeIn(rig)).toHaveLength(1);
  launch.signal('SIGTERM');
  expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});
  const stopped = launch.events.flatMap(event => (event.type === 'task-stopped' ? [event.task] : []));
  expect(stopped).toEqual(['web', 'tmp', 'db']);
  expect(await madeIn(rig)).toEqual([]);
  expect(await rig.leftBehind()).toEqual([]);
});

test('`undo` runs with the folder, shell, environment and values of its task', async () => {
  const rig = await rigWith(`
    vars: {place: here}
    env: {FILE: of the file, X-Y: odd}
    tasks:
      address: {alias: {pool: 127.0.2.46-127.0.2.46}}
      task:
        run: 'true'
        cwd: made
        shell: bash
        env: {TASK: 'of \${{ vars.place }}', QUOTED: '$\${{ kept'}
        undo: 'printf "%s\\n" "$FILE" "$TASK" "$QUOTED" \${{ tasks.address.ip }} "$(printenv X-Y)" "\${BASH##*/}" > ../undone'
  `);
  const launch = rig.run(['--var', `place=it's "there"`]);
  expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  expect(await rig.read('undone')).toBe(`of the file\nof it's "there"\n\${{ kept\n127.0.2.46\nodd\nbash\n`);
  expect(await rig.leftBehind()).toEqual([]);
});

const LINES = Array.from({length: 8}, (_, index) => ({lines: index + 1}));

test.each(LINES)(
  'kill -9 after line $lines of the journal: the recovery reverts the command',
  async ({lines}) => {
    const rig = await rigWith(`
    tasks:
      made:
        run: 'mkdir "made/\${{ run.id }}"; read -r line < gate'
        undo: 'rm -rf "made/\${{ run.id }}"; read -r line < undo-gate'
      up: {needs: [made], serve: 'exec tail -f /dev/null'}
      ends: {needs: [up], run: 'true'}
    until: ends
  `);
    (await rig.gate('gate')).open(5);
    const launch = rig.run();
    const undoGate = await rig.gate('undo-gate');
    // The teardown waits for the gate, so all lines except the last two can be observed.
    await expect
      .poll(async () => (await journalOf(rig, launch)).split('\n').length - 1)
      .toBeGreaterThanOrEqual(lines);
    await killed(launch);
    undoGate.open(5);
    const next = rig.run();
    expect(await next.ended()).toMatchObject({code: 0, stderr: ''});
    expect(await madeIn(rig)).toEqual([]);
    expect(await rig.leftBehind()).toEqual([]);
  },
);

test('an `undo` that reads unknown outputs after kill -9 is a leftover and does not run with empty values', async () => {
  const rig = await rigWith(`
    tasks:
      tmp:
        run: 'echo "dir=made" >> "$BOTTLE_OUTPUT"; echo begun; read -r line < gate'
        outputs: [dir]
        undo: 'touch "undone\${{ tasks.tmp.dir }}"'
  `);
  await rig.gate('gate');
  const launch = rig.run();
  await launch.event('task-output', 'tmp');
  await killed(launch);
  const leftover = {
    what: 'resources of `tmp`',
    why: 'its `undo` reads `tasks.tmp.dir`, which is not known',
    command: 'touch "undone${{ tasks.tmp.dir }}"',
  };
  expect(await recovered(rig)).toEqual([leftover]);
  // The leftover remains in the journal.
  expect(await recovered(rig)).toEqual([leftover]);
  expect((await readdir(rig.dir)).filter(name => name.startsWith('undone'))).toEqual([]);
});

test('an `undo` that reads unknown outputs after Ctrl-C is a leftover, with exit code 3', async () => {
  const rig = await rigWith(`
    tasks: {tmp: {run: 'echo begun; read -r line < gate', outputs: [dir], undo: 'rm -r \${{ tasks.tmp.dir }}'}}
  `);
  await rig.gate('gate');
  const launch = rig.run();
  await launch.event('task-output', 'tmp');
  launch.signal('SIGINT');
  const {code, stderr} = await launch.ended();
  expect(code).toBe(3);
  expect(stderr).toContain(
    'could not remove resources of `tmp`: its `undo` reads `tasks.tmp.dir`, which is not known\n  remove it with `rm -r ${{ tasks.tmp.dir }}`',
  );
});

const SECRET = 'swordfish $x ${{ kept';

test('secrets are not written to the journal, but read again', async () => {
  const rig = await rigWith(`
    secrets: {TOKEN: {env: TOKEN}, KEY: {file: key.txt}}
    tasks:
      mints: {run: 'echo "url=https://\${{ secrets.TOKEN }}@host" >> "$BOTTLE_OUTPUT"', outputs: [url]}
      task:
        run: 'echo "own=<\${{ secrets.KEY }}>" >> "$BOTTLE_OUTPUT"'
        outputs: [own]
        env: {KEY: '\${{ secrets.KEY }}'}
        undo: 'printf "%s\\n" "$KEY" "\${{ tasks.mints.url }}" "\${{ tasks.task.own }}" "\${{ env.TOKEN }}" > undone'
      up: {needs: [task], ${UP}}
  `);
  await rig.write('key.txt', 'first key\n');
  const launch = rig.run([], {env: {TOKEN: SECRET}});
  await launch.event('run-ready');
  const journal = await journalOf(rig, launch);
  expect(journal).not.toContain('swordfish');
  expect(journal).not.toContain('first key');
  await killed(launch);

  await rig.write('key.txt', 'second key\n');
  expect(await recovered(rig, {TOKEN: SECRET})).toEqual([]);
  expect(await rig.read('undone')).toBe(
    ['second key', `https://${SECRET}@host`, '<second key>', SECRET, ''].join('\n'),
  );
});

test('an unreadable secret causes a leftover until it can be read', async () => {
  const rig = await rigWith(`
    secrets: {TOKEN: {env: TOKEN}}
    tasks: {task: {run: 'true', undo: 'touch "undone\${{ secrets.TOKEN }}"'}, up: {needs: [task], ${UP}}}
  `);
  const launch = rig.run([], {env: {TOKEN: 'x1'}});
  await launch.event('run-ready');
  await killed(launch);
  expect(await recovered(rig)).toEqual([
    {
      what: 'resources of `task`',
      why: 'its `undo` reads the secret `TOKEN`, which cannot be read again (variable TOKEN: it is not set or empty)',
      command: 'touch "undone${{ secrets.TOKEN }}"',
    },
  ]);
  expect(await recovered(rig, {TOKEN: 'x1'})).toEqual([]);
  expect(await readdir(rig.dir)).toContain('undonex1');
});

test('a secret output is known to its own run but not written to disk', async () => {
  const rig = await rigWith(`
    tasks:
      task:
        run: 'echo "token=minted-$(cat made/.keep)" >> "$BOTTLE_OUTPUT"'
        outputs: [token]
        secret_outputs: [token]
        undo: 'echo "revoked \${{ tasks.task.token }}" > undone'
      up: {needs: [task], ${UP}}
  `);
  await rig.write('made/.keep', 'token-4711');
  const first = rig.run();
  await first.event('run-ready');
  expect(await journalOf(rig, first)).not.toContain('4711');
  first.signal('SIGTERM');
  expect((await first.ended()).code).toBe(143);
  expect(await rig.read('undone')).toBe('revoked minted-token-4711\n');

  const second = rig.run();
  await second.event('run-ready');
  await killed(second);
  expect(await recovered(rig)).toMatchObject([
    {what: 'resources of `task`', why: 'its `undo` reads `tasks.task.token`, which is not known'},
  ]);
});

test('a task skipped as unchanged is not undone', async () => {
  const rig = await rigWith(`
    tasks:
      build: {run: 'cp made/.keep built', sources: [made/.keep], generates: [built], undo: 'echo undone >> undone'}
  `);
  for (const because of [undefined, 'sources unchanged']) {
    const launch = rig.run();
    expect((await launch.ended()).code).toBe(0);
    expect((await launch.event('task-done', 'build')).because).toBe(because);
  }
  expect(await rig.read('undone')).toBe('undone\n');
});

test('a success without generated files is forgotten once it is undone', async () => {
  const rig = await rigWith(`
    tasks: {build: {run: 'true', sources: [made/.keep], undo: 'echo undone >> undone'}}
  `);
  for (let runs = 1; runs <= 2; runs++) expect((await rig.run().ended()).code).toBe(0);
  expect(await rig.read('undone')).toBe('undone\nundone\n');
});

test('a failed command is not undone, and the warning shows its `undo`', async () => {
  const rig = await rigWith(`
    tasks: {db: {run: 'echo it exists already >&2; exit 1', undo: 'touch undone-\${{ run.name }}'}}
  `);
  const launch = rig.run();
  expect((await launch.ended()).code).toBe(1);
  expect(await launch.event('task-warned', 'db')).toMatchObject({
    warning:
      'the command failed, so its `undo` was not run; if it left anything behind, run `touch undone-work`',
  });
  expect((await readdir(rig.dir)).filter(name => name.startsWith('undone'))).toEqual([]);
  expect(await rig.leftBehind()).toEqual([]);
});

test('a killed command is undone, even between two attempts', async () => {
  const rig = await rigWith(`
    tasks:
      task:
        run: 'echo "$BOTTLE_RUN" >> began; kill -9 $$'
        undo: 'echo undone >> undone'
        retry: {attempts: 2}
  `);
  expect((await rig.run().ended()).code).toBe(1);
  expect((await rig.read('began')).split('\n')).toHaveLength(3);
  expect(await rig.read('undone')).toBe('undone\nundone\n');
});

test.each([
  {
    ...{name: 'fails', grace: '10s', undo: `'echo no such database >&2; exit 4'`},
    why: 'exited with code 4: no such database',
  },
  {name: 'does not end', grace: '200ms', undo: `'exec tail -f /dev/null'`, why: 'took too long'},
])('an `undo` that $name is a leftover, and is retried by the next run', async ({undo, grace, why}) => {
  const rig = await rigWith(`tasks: {task: {run: 'true', grace: ${grace}, undo: ${undo}}}`);
  const launch = rig.run();
  const {code, stderr} = await launch.ended();
  expect(code).toBe(3);
  expect(stderr).toContain(`error: could not remove resources of \`task\`: its \`undo\` ${why}\n`);
  expect((await rig.leftBehind()).filter(left => left.startsWith('process'))).toEqual([]);
  expect(await recovered(rig)).toMatchObject([{what: 'resources of `task`', why: `its \`undo\` ${why}`}]);
});

test('a second Ctrl-C does not skip `undo`', async () => {
  const rig = await rigWith(`
    tasks:
      task: {run: 'true', undo: 'echo undone > undone'}
      deaf: {needs: [task], grace: 1h, serve: 'trap "" TERM; echo up; while :; do tail -f /dev/null; done', ready: {log: up}}
  `);
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal('SIGINT');
  await launch.event('task-stopping', 'deaf');
  launch.signal('SIGINT');
  expect((await launch.ended()).code).toBe(130);
  expect(await rig.read('undone')).toBe('undone\n');
  expect(await rig.leftBehind()).toEqual([]);
});
