import {expect, test} from 'vitest';
import {failureReader, withFailureCodes} from '../../src/smolvm/own-failure.ts';
import {stopCall} from '../../src/smolvm/command-arguments.ts';
import type {SmolvmVersion} from '../../src/smolvm/version.ts';

const NEW = '1.28.1' as SmolvmVersion;
const OLD = '1.27.3' as SmolvmVersion;

test.each([
  [NEW, 'machine stop --error-format=json --name m'],
  [OLD, 'machine stop --name m'],
  [undefined, 'machine stop --name m'],
])('smolvm %s is called as `%s`', (version, expected) => {
  expect(withFailureCodes(stopCall('m'), version).args.join(' ')).toBe(expected);
});

const FAILURE = '{"error":{"code":"NOT_FOUND","message":"vm not found: m"}}\n';
const failure = {code: 'NOT_FOUND', message: 'vm not found: m'};
const TEXT = 'Error: vm not found: m\n';

/** The visible part of a stream, as it arrives and at its end. */
function read(version: SmolvmVersion, chunks: readonly string[]) {
  const reader = failureReader(version);
  const shown = chunks.map(chunk => Buffer.from(reader.push(Buffer.from(chunk))).toString());
  const {rest, failure: found} = reader.end();
  return {shown, rest: Buffer.from(rest).toString(), failure: found};
}

test.each<readonly [chunks: readonly string[], shown: readonly string[], rest: string, isFailure: boolean]>([
  [[FAILURE], [''], TEXT, true],
  [[`its words\n${FAILURE}`], ['its words\n'], TEXT, true],
  // The last line of the command in the machine is unterminated.
  [['its words', FAILURE], ['its words', ''], TEXT, true],
  [['a {', '"err', 'or":1}\n', FAILURE], ['a ', '', '{"error":1}\n', ''], TEXT, true],
  [FAILURE.split(/(?=")/), FAILURE.split(/(?=")/).map(() => ''), TEXT, true],
  [[FAILURE, 'more\n'], ['', `${FAILURE}more\n`], '', false],
  [[FAILURE, FAILURE], ['', FAILURE], TEXT, true],
  [['{"error":{"code":"x"}}\n'], [''], '{"error":{"code":"x"}}\n', false],
  [['{"error":{"code":"x'], [''], '{"error":{"code":"x', false],
  [[TEXT], [TEXT], '', false],
  [['{'], [''], '{', false],
  [[], [], '', false],
])('%j shows %j, and at the end %j', (chunks, shown, rest, isFailure) => {
  expect(read(NEW, chunks)).toEqual({shown, rest, failure: isFailure ? failure : null});
});

test('holds back at most 64 KiB', () => {
  const long = `{"error":{"code":"x","message":"${'y'.repeat(64 * 1024)}`;
  expect(read(NEW, [long])).toEqual({shown: [long], rest: '', failure: null});
});

test('finds no failure codes in older versions', () => {
  expect(read(OLD, [FAILURE, TEXT])).toEqual({shown: [FAILURE, TEXT], rest: '', failure: undefined});
});
