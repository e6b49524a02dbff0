import {expect, test} from 'vitest';
import {canRedraw, wantsColor} from '../../src/cli/color.ts';
import {obeysCommands, withoutCommands} from '../../src/cli/text/ci-log.ts';

const terminal = {isTTY: true, columns: 80};
const pipe = {};
const XTERM = {TERM: 'xterm-256color'};

test.each<[env: Readonly<Record<string, string>>, onTerminal: boolean, onPipe: boolean]>([
  [XTERM, true, false],
  [{}, false, false],
  [{TERM: 'dumb'}, false, false],
  [{...XTERM, NO_COLOR: '1'}, false, false],
  [{...XTERM, NO_COLOR: ''}, true, false],
  [{...XTERM, NODE_DISABLE_COLORS: ''}, true, false],
  [{...XTERM, CI: ''}, true, false],
  [{...XTERM, CI: 'true'}, false, false],
  [{...XTERM, NODE_DISABLE_COLORS: '1'}, false, false],
  [{...XTERM, FORCE_COLOR: '0'}, false, false],
  [{...XTERM, FORCE_COLOR: 'false'}, false, false],
  [{FORCE_COLOR: ''}, true, true],
  [{FORCE_COLOR: '1'}, true, true],
  [{FORCE_COLOR: 'true'}, true, true],
  [{FORCE_COLOR: '3', TERM: 'dumb'}, true, true],
  [{...XTERM, FORCE_COLOR: '1', NO_COLOR: '1'}, true, true],
])('decides whether to use colors with %j', (env, onTerminal, onPipe) => {
  expect({terminal: wantsColor({env}, terminal), pipe: wantsColor({env}, pipe)}).toEqual({
    terminal: onTerminal,
    pipe: onPipe,
  });
});

test.each([
  [XTERM, terminal, true],
  [XTERM, pipe, false],
  [XTERM, {isTTY: true, columns: 0}, false],
  [XTERM, {isTTY: true}, false],
  [{TERM: 'dumb'}, terminal, false],
  [{}, terminal, false],
  [{...XTERM, NO_COLOR: '1'}, terminal, true],
] as const)('decides whether lines can be redrawn with %j on %j: %s', (env, stream, expected) => {
  expect(canRedraw({env}, stream)).toBe(expected);
});

test.each([
  [{GITHUB_ACTIONS: 'true'}, true],
  [{TF_BUILD: 'True'}, true],
  [{TEAMCITY_VERSION: '2024'}, true],
  [{CI: 'true'}, false],
  [{}, false],
])('with %j detects whether the log interprets commands: %s', (env, expected) => {
  expect(obeysCommands(env)).toBe(expected);
});

test.each([
  ['##[error]no', '## [error]no'],
  ['a ##vso[task.setvariable variable=x]y', 'a ## vso[task.setvariable variable=x]y'],
  ["##teamcity[buildStop comment='']", "## teamcity[buildStop comment='']"],
  ['## [heading]', '## [heading]'],
  ['# a ## b', '# a ## b'],
  ['    ::error::no', '    | ::error::no'],
  ['a ::error::no', 'a ::error::no'],
])('prints %j as %j', (line, expected) => {
  expect(withoutCommands(line)).toBe(expected);
});
