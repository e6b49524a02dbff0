import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import type {NetworkNamespace} from './network-namespace.ts';

/** Runs a program in the namespaces. Returns its output. */
export async function runIn({enter}: NetworkNamespace, argv: readonly string[]): Promise<string> {
  const [program = '', ...args] = [...enter, ...argv];
  return (await promisify(execFile)(program, args)).stdout;
}
