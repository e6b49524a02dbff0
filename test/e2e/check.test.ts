import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const DOUBTFUL = "tasks: {a: {run: 'sleep 0 && touch started && true && ls'}}\n";
const TOLD = `warning: task \`a\` waits for a fixed time with \`sleep 0\`; add a \`ready\` probe to the task that it waits for: \`port\`, \`http\`, \`log\` or \`file\` [sleep-as-wait]
 --> bottle.yaml:1:19
1 | ${DOUBTFUL.trim()}
  |                   ^^^^^^^
`;

test('`bottle check` succeeds with warnings', async () => {
  const rig = await launchRig(DOUBTFUL);
  expect(await rig.bottle(['check']).ended()).toEqual({
    code: 0,
    stdout: 'bottle.yaml: 1 task, no errors, 1 warning\n',
    stderr: TOLD,
  });
});

test('`bottle check --strict` fails with warnings', async () => {
  const rig = await launchRig(DOUBTFUL);
  expect(await rig.bottle(['check', '--strict']).ended()).toMatchObject({code: 2, stderr: TOLD});
  await rig.write('bottle.yaml', 'tasks: {a: {run: ls}}');
  expect(await rig.bottle(['check', '--strict']).ended()).toMatchObject({code: 0, stderr: ''});
});

test.each([
  ['json', '"rule": "sleep-as-wait"'],
  ['sarif', '"ruleId": "sleep-as-wait"'],
  ['github', '::warning file=bottle.yaml,line=1,endLine=1,col=19,endColumn=26,title=sleep-as-wait::'],
])('`bottle check --format %s` writes only to stdout', async (format, part) => {
  const rig = await launchRig(DOUBTFUL);
  const ended = await rig.bottle(['check', '--format', format]).ended();
  expect(ended).toEqual({code: 0, stdout: expect.stringContaining(part) as string, stderr: ''});
  await rig.write('bottle.yaml', 'tasks: {a: {runs: ls}}');
  const wrong = await rig.bottle(['check', '--format', format]).ended();
  expect(wrong).toEqual({code: 2, stdout: expect.stringContaining('wrong-shape') as string, stderr: ''});
});

test('`bottle check` reports a missing file', async () => {
  const rig = await launchRig(DOUBTFUL);
  const ended = await rig.bottle(['check', '--format', 'json', 'no.yaml']).ended();
  expect(ended.code).toBe(2);
  expect(JSON.parse(ended.stdout)).toMatchObject({file: null, errors: 1});
  expect((await rig.bottle(['check', '--format', 'xml']).ended()).code).toBe(2);
});

test('`bottle run` prints no warnings of `bottle check`', async () => {
  const rig = await launchRig(DOUBTFUL);
  const ended = await rig.run().ended();
  expect(ended).toMatchObject({code: 0, stderr: ''});
  expect(ended.stdout).not.toContain('sleep-as-wait');
});
