import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import type {ApiServer} from './api-server.ts';
import {kubernetesProgram} from './binaries.ts';

/** Runs the real `kubectl`. Returns its output, or rejects with its error. */
export async function kubectl({env}: Pick<ApiServer, 'env'>, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(kubernetesProgram('kubectl'), args, {env: {...process.env, ...env}}))
    .stdout;
}
