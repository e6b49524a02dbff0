import type {SourceFile} from '../bad-source.ts';
import {devcontainer} from './devcontainer.ts';
import type {HostFolder, HostSource} from './host-source.ts';
import {mprocs} from './mprocs.ts';
import {processCompose} from './process-compose.ts';
import {procfile} from './procfile.ts';
import {supervisord} from './supervisord.ts';
import {isProcessFile, PROCESS_FILES} from '../process-files.ts';
import {justfile, makefile, taskfile} from './targets.ts';

type Reader = (file: SourceFile, folder: HostFolder) => HostSource;

/** Files that define how programs are started, the most precise first. Only the first existing file is used. */
const runners: readonly (readonly [names: readonly string[], read: Reader])[] = [
  [PROCESS_FILES, processCompose],
  [['Procfile.dev', 'Procfile'], procfile],
  [['mprocs.yaml'], mprocs],
  [['supervisord.conf'], supervisord],
];

/** Files with targets, which may also start programs. */
const builders: readonly (readonly [names: readonly string[], read: Reader])[] = [
  [
    [
      ...['Taskfile.yml', 'taskfile.yml', 'Taskfile.yaml', 'taskfile.yaml'],
      ...['Taskfile.dist.yml', 'taskfile.dist.yml', 'Taskfile.dist.yaml', 'taskfile.dist.yaml'],
    ],
    taskfile,
  ],
  [['justfile', 'Justfile', '.justfile'], justfile],
  [['Makefile', 'makefile', 'GNUmakefile'], makefile],
  [['.devcontainer/devcontainer.json', '.devcontainer.json'], devcontainer],
];

/** The host source of a folder. */
export interface FoundHost {
  /** The file that starts the programs. */
  readonly host?: HostSource;
  /** Existing files that are not read, with the reason. */
  readonly notRead: readonly string[];
}

/** Files of other tools, which are reported if they exist. */
const others: Readonly<Record<string, string>> = {
  Tiltfile: 'it is a program; write its services as tasks',
  'skaffold.yaml': 'it is for a cluster',
  'garden.yml': 'it is for a cluster',
  'devbox.json': 'it sets up tools; its services are in process-compose.yaml',
  'devenv.nix': 'it sets up tools; write its processes as tasks',
  'process-compose.override.yaml': 'process-compose.yaml is not read',
  'process-compose.override.yml': 'process-compose.yaml is not read',
  Earthfile: 'it builds in containers; call `earthly` in a `run` task',
  'ecosystem.config.js': 'it is a program of PM2; write its apps as `serve` tasks',
  Vagrantfile: 'it is a program; write its machine as a `machine` task',
};

/**
 * @param read returns the file with a name, if it exists
 * @param isStarted whether a package.json defines how the programs are started
 */
export function findHost(
  read: (name: string) => SourceFile | undefined,
  folder: HostFolder,
  isStarted: boolean,
): FoundHost {
  const [runner, ...otherRunners] = filesOf(runners, readRunner(read));
  const [builder, ...otherBuilders] = filesOf(builders, read);
  const first = runner ?? (isStarted ? undefined : builder);
  const rest = [
    ...otherRunners,
    ...(first === builder ? otherBuilders : builder ? [builder, ...otherBuilders] : []),
  ];
  const instead = first?.file.name ?? 'package.json';
  const host = first?.reader(first.file, folder);
  return {
    ...(host && {host}),
    notRead: [
      ...rest.map(({file}) => `${file.name}: all of it, because ${instead} is read instead`),
      ...folder.files.flatMap(name => {
        const why = Object.hasOwn(others, name) ? reasonFor(name, host) : undefined;
        return why === undefined || host?.otherFiles?.includes(name) === true
          ? []
          : [`${name}: all of it, because ${why}`];
      }),
    ],
  };
}

function reasonFor(name: string, host: HostSource | undefined): string | undefined {
  const [override] = host?.otherFiles ?? [];
  return name.startsWith('process-compose.override') && override !== undefined
    ? `${override} is read instead`
    : others[name];
}

/** Skips files that Docker Compose reads. */
function readRunner(read: (name: string) => SourceFile | undefined): typeof read {
  return name => {
    const file = read(name);
    const isCompose = name.startsWith('compose.') && file !== undefined && !isProcessFile(file.text);
    return isCompose ? undefined : file;
  };
}

interface FoundFile {
  readonly file: SourceFile;
  readonly reader: Reader;
}

function filesOf(
  kinds: typeof runners,
  read: (name: string) => SourceFile | undefined,
): readonly FoundFile[] {
  return kinds.flatMap(([names, reader]) =>
    names.flatMap(name => {
      const file = read(name);
      return file ? [{file, reader}] : [];
    }),
  );
}
