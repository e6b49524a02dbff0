import type {LaunchFile, SourceFile, Task} from '../model/launch-file.ts';
import {sourceFileOf} from '../model/launch-file.ts';
import {withDotenv} from '../model/dotenv.ts';
import {hostFacts} from '../values/host-facts.ts';
import {scope, type ScopeFacts} from '../values/scope.ts';
import type {ValueSource} from '../values/value-source.ts';

/** The values of references in each launch file of a run. Each file has its own folder and `.env`; everything else is shared. */
export interface FileScopes {
  /** The values for the root file. */
  readonly root: ValueSource;
  /** The values for a file. */
  ofFile(file: SourceFile): ValueSource;
  /** The values for the file of a task. */
  ofTask(task: Pick<Task, 'sourceFiles'>): ValueSource;
}

interface SharedFacts extends Pick<ScopeFacts, 'secrets' | 'run' | 'outputs'> {
  /** The environment of bottle itself. */
  readonly env: ScopeFacts['env'];
}

export function fileScopes(launch: LaunchFile, {env, ...shared}: SharedFacts): FileScopes {
  const host = hostFacts();
  const make = (file: SourceFile): ValueSource =>
    scope({...shared, vars: launch.vars, env: withDotenv(file, env), file: {dir: file.dir}, host});
  const root = make(launch);
  // Tasks of the root use the scope of the root.
  const known = new Map<string, ValueSource>([[launch.path, root]]);
  const ofFile = (file: SourceFile): ValueSource => {
    const kept = known.get(file.path) ?? make(file);
    known.set(file.path, kept);
    return kept;
  };
  return {root, ofFile, ofTask: task => ofFile(sourceFileOf(task))};
}
