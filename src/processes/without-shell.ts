import {isAbsolute, resolve} from 'node:path';
import {findProgram} from './find-program.ts';
import {hasUsualFormat} from './program-format.ts';
import type {Environment, Program, Surroundings} from './program.ts';
import {simpleCommand} from './simple-command.ts';

/**
 * The program that a script starts, if it needs no shell for that (see {@link simpleCommand}). If there is no such program, or it may
 * not be one of this machine, the shell reports that.
 */
export function withoutShell(program: Program, {cwd, env}: Surroundings): Program {
  if ('argv' in program || program.shell !== 'sh' || !isUsualShell(env)) return program;
  const argv = simpleCommand(program.script, env);
  const [name] = argv ?? [];
  if (!argv || name === undefined) return program;
  return programOf(name, {cwd, env})?.isUsual ? {argv} : program;
}

/** The file of a program; `undefined` if there is none, or if it depends on the working directory which one it is. */
export function programOf(name: string, {cwd, env: {PATH}}: Surroundings): FoundProgram | undefined {
  if (!name.includes('/')) return findAbsolute(name, PATH);
  const file = findProgram(resolve(cwd, name));
  return file === undefined ? undefined : found(file);
}

/** Whether `sh` is the system's, and gets no functions from the environment, which could replace programs. */
function isUsualShell(env: Environment): boolean {
  for (const name in env) if (name.startsWith('BASH_FUNC_')) return false;
  const file = findAbsolute('sh', env.PATH)?.file;
  return file === '/bin/sh' || file === '/usr/bin/sh';
}

interface FoundProgram {
  readonly file: string;
  /** See {@link hasUsualFormat}. */
  readonly isUsual: boolean;
}

function found(file: string): FoundProgram {
  return {file, isUsual: hasUsualFormat(file)};
}

/** A program with an absolute path. Cached, since tasks use few programs. */
export function findAbsolute(program: string, path = ''): FoundProgram | undefined {
  const key = `${program}:${path}`;
  const known = programs.get(key);
  if (known) return known;
  const file = findProgram(program, path);
  if (file === undefined || !isAbsolute(file)) return undefined;
  const fresh = found(file);
  programs.set(key, fresh);
  return fresh;
}

const programs = new Map<string, FoundProgram>();
