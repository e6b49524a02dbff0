import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

/** The output lines of all tasks of a launch, in order. */
async function linesOf(launchFile: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const rig = await launchRig(launchFile);
  await rig.write('sub/here', '');
  const launch = rig.run(args, {env});
  const {code, stderr} = await launch.ended();
  const lines = launch.events.flatMap(event => (event.type === 'task-output' ? [event.line] : []));
  return {code, stderr, lines, dir: rig.dir};
}

const HOSTILE = [
  `it's "quoted" \\ and \`ticked\``,
  '$(touch stolen) ${HOME} $HOME',
  '; exit 7 # & | > < * ? [a] ~ !!',
  '  blanks   kept ',
  'ünïcödé 🍾',
  '-n',
];

test.each(HOSTILE)('the value %j passes through a script unchanged', async value => {
  const {lines, code} = await linesOf(
    `
    vars: {v: ''}
    tasks:
      bare: {run: 'printf "%s\\n" \${{ vars.v }}'}
      quoted: {needs: [bare], run: 'printf "%s\\n" "<\${{ vars.v }}>"'}
      heredoc:
        needs: [quoted]
        run: |
          cat <<EOF
          \${{ vars.v }}
          EOF
      argv: {needs: [heredoc], run: [printf, '%s\\n', '\${{ vars.v }}']}
      output: {needs: [argv], run: 'echo "v=\${{ vars.v }}" >> "$BOTTLE_OUTPUT"', shell: bash, outputs: [v]}
      again: {run: 'printf "%s\\n" \${{ tasks.output.v }}; [ ! -e stolen ]', shell: bash}
    `,
    ['--var', `v=${value}`],
  );
  expect(lines).toEqual([value, `<${value}>`, value, value, value]);
  expect(code).toBe(0);
});

test('outputs come from $BOTTLE_OUTPUT, stdout, log groups and the pid', async () => {
  const {lines, code} = await linesOf(`
    tasks:
      gives: {run: 'echo one; echo two; echo "n=a=b" >> $BOTTLE_OUTPUT', outputs: [n]}
      service: {serve: 'echo "listening on :4711"; exec tail -f /dev/null', ready: {log: 'on :(?<port>\\d+)'}}
      tells:
        run: |
          printf '%s\\n' "\${{ tasks.gives.stdout }}" \${{ tasks.gives.n }} \${{ tasks.service.log.port }}
          kill -0 \${{ tasks.service.pid }} && echo lives
    until: tells
  `);
  expect(lines.toSorted()).toEqual(
    ['one', 'two', 'listening on :4711', 'one', 'two', 'a=b', '4711', 'lives'].toSorted(),
  );
  expect(code).toBe(0);
});

test('the environment combines that of bottle, the file and the task, in ascending precedence', async () => {
  const {lines} = await linesOf(
    `
    env: {B: file, C: file, N: 1}
    tasks:
      shows: {run: 'echo $A $B $C $N', env: {C: 'task \${{ env.A }}', D: 'true'}}
    `,
    [],
    {A: 'outer', B: 'outer', C: 'outer'},
  );
  expect(lines).toEqual(['outer file task outer 1']);
});

test('a task runs in its `cwd`, relative to the folder of the launch file', async () => {
  const {lines, dir} = await linesOf(`
    tasks:
      plain: {run: pwd}
      sub: {needs: [plain], run: 'pwd; ls', cwd: sub}
      by-value: {needs: [sub], run: [pwd], cwd: '\${{ file.dir }}/sub'}
  `);
  expect(lines).toEqual([dir, `${dir}/sub`, 'here', `${dir}/sub`]);
});

test('a script runs in its `shell` and stops at its first failing line', async () => {
  const {lines, code} = await linesOf(`
    tasks:
      bash: {run: 'a=(1 2 3); echo \${#a[@]}', shell: bash}
      path: {needs: [bash], run: 'echo $0', shell: /bin/bash}
      stops: {needs: [path], run: "echo before\\nfalse\\necho after"}
  `);
  expect(lines).toEqual(['3', '/bin/bash', 'before']);
  expect(code).toBe(1);
});

test.each([
  {args: [], skipped: ['maybe', 'reads', 'reads-on']},
  {args: ['--var', 'on=yes'], skipped: []},
])('with $args, the tasks $skipped are skipped', async ({args, skipped}) => {
  const rig = await launchRig(`
    vars: {on: 'no'}
    tasks:
      maybe: {if: '\${{ vars.on }}', run: 'echo x'}
      reads: {run: 'echo \${{ tasks.maybe.stdout }}'}
      reads-on: {run: 'echo \${{ tasks.reads.stdout }}'}
      only-after: {needs: [maybe], run: 'true'}
  `);
  const launch = rig.run(args);
  expect((await launch.ended()).code).toBe(0);
  const reported = launch.events.flatMap(event => (event.type === 'task-skipped' ? [event] : []));
  expect(reported.map(({task}) => task)).toEqual(skipped);
  if (skipped.length > 0) {
    expect(reported.map(({because}) => because)).toEqual([
      'its condition ${{ vars.on }} is false',
      'it uses `maybe`, which was skipped',
      'it uses `reads`, which was skipped',
    ]);
  }
  await launch.event('task-done', 'only-after');
});

test("an output in the file's environment reaches the tasks that need it and the command after `--`", async () => {
  const rig = await launchRig(`
    env: {URL: 'http://\${{ tasks.gives.n }}'}
    foreground: {env: {MORE: '\${{ tasks.gives.n }}-\${{ tasks.gives.stdout }}'}}
    tasks:
      gives: {run: 'echo said; echo "n=value" >> $BOTTLE_OUTPUT; echo "gives <$URL>"', outputs: [n]}
      free: {run: 'echo "free <$URL>"'}
      reads: {needs: [gives], run: 'echo "reads <$URL>"'}
      later: {needs: [reads], run: 'echo "later <$URL>"'}
  `);
  const {code, stdout, stderr} = await rig
    .bottle([
      'run',
      '--format',
      'plain',
      '--',
      'sh',
      '-c',
      'echo "command <$URL> <$MORE> $0"',
      '${{ tasks.gives.n }}',
    ])
    .ended();
  expect(code).toBe(0);
  for (const line of ['gives <>', 'free <>', 'reads <http://value>', 'later <http://value>'])
    expect(stderr).toContain(line);
  expect(stdout).toBe('command <http://value> <value-said\ngives <>> value\n');
});

test('a variable that references a skipped task is not set', async () => {
  const {lines} = await linesOf(`
    env: {URL: 'http://\${{ tasks.off.stdout }}'}
    vars: {no: ''}
    tasks:
      off: {if: '\${{ vars.no }}', run: 'echo x'}
      reads: {needs: [off], run: 'echo "<$URL>"'}
  `);
  expect(lines).toEqual(['<>']);
});
