import {expect, test} from 'vitest';
import {contrast, readableOn} from '../../src/page/log/readable-color.ts';
import {applySgr, PLAIN, type TextStyle} from '../../src/page/log/sgr.ts';
import {styledLine} from '../../src/page/log/styled-line.ts';

const cases: readonly (readonly [string, string, TextStyle])[] = [
  ['one of 8 colors', '31', {color: {theme: 1}}],
  ['a bright color', '93', {color: {theme: 11}}],
  ['a background', '44', {background: {theme: 4}}],
  ['a bright background', '101', {background: {theme: 9}}],
  ['several attributes', '1;4;32', {bold: true, underline: true, color: {theme: 2}}],
  ['one of 256 colors that is one of the 16', '38;5;9', {color: {theme: 9}}],
  ['the cube of the 256 colors', '38;5;208', {color: {rgb: [255, 135, 0]}}],
  ['a gray of the 256 colors', '48;5;240', {background: {rgb: [88, 88, 88]}}],
  ['an exact color', '38;2;10;20;30', {color: {rgb: [10, 20, 30]}}],
  ['an exact color with colons', '38:2::10:20:30', {color: {rgb: [10, 20, 30]}}],
  ['attributes after an exact color', '38;2;1;2;3;1', {color: {rgb: [1, 2, 3]}, bold: true}],
  ['no parameters as a reset', '', {}],
  ['unknown parameters', '99;5', {}],
  ['an index that is too large', '38;5;300', {}],
];

test.for(cases)('applies %s', ([, parameters, style]) => {
  expect(applySgr(PLAIN, parameters)).toEqual(style);
});

test('resets the color alone, or everything', () => {
  const red = applySgr(PLAIN, '1;31;42');
  expect(applySgr(red, '39')).toEqual({bold: true, background: {theme: 2}});
  expect(applySgr(red, '0')).toBe(PLAIN);
});

test('splits a line by color, without other escape sequences', () => {
  expect(styledLine('a\u001b[31mb\u001b[2Kc\u001b[0m\u001b]0;title\u0007d')).toEqual([
    {text: 'a', style: PLAIN, isMatch: false},
    {text: 'bc', style: {color: {theme: 1}}, isMatch: false},
    {text: 'd', style: PLAIN, isMatch: false},
  ]);
});

test('marks matches across colors', () => {
  const pieces = styledLine('GET /\u001b[32mor\u001b[0mders 200', [5, 11]);
  expect(pieces.map(({text, isMatch}) => [text, isMatch])).toEqual([
    ['GET /', false],
    ['or', true],
    ['ders', true],
    [' 200', false],
  ]);
});

test('keeps a very long line, unless there is a limit', () => {
  expect(styledLine('x'.repeat(50_000))[0]?.text).toHaveLength(50_000);
  const [piece] = styledLine('x'.repeat(50_000), [], 2_000);
  expect(piece?.text).toHaveLength(2_001);
});

test('marks matches of a long line up to its limit', () => {
  const pieces = styledLine('x'.repeat(50_000), [1_990, 2_100, 3_000, 3_001], 2_000);
  expect(pieces.map(({text, isMatch}) => [text.length, isMatch])).toEqual([
    [1_990, false],
    [11, true],
  ]);
});

test.for([
  [
    [255, 255, 255],
    [255, 255, 0],
  ],
  [
    [11, 14, 19],
    [0, 0, 160],
  ],
  [
    [128, 128, 128],
    [128, 128, 128],
  ],
] as const)('on %j, %j is adjusted to a readable color', ([background, color]) => {
  expect(contrast(readableOn(background, color), background)).toBeGreaterThanOrEqual(4.5);
});

test('leaves a readable color unchanged', () => {
  expect(readableOn([255, 255, 255], [120, 0, 0])).toEqual([120, 0, 0]);
});
