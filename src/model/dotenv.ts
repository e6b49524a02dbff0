import type {LaunchFile, SourceFile} from './launch-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment that `${{ env.NAME }}` reads: variables of bottle's own environment take precedence over the `.env` file. */
export function withDotenv({dotenv}: Pick<SourceFile, 'dotenv'>, env: Environment): Environment {
  return mergeDotenv(dotenv.variables, env);
}

/** Like {@link withDotenv}, given the variables of the `.env` file. */
export function mergeDotenv(variables: Readonly<Record<string, string>>, env: Environment): Environment {
  const added = Object.entries(variables).filter(([name]) => env[name] === undefined);
  return added.length === 0 ? env : {...env, ...Object.fromEntries(added)};
}

/** The environment that secrets are read from: bottle's own, then the `.env` file of the root, then those of included files. */
export function environmentOfSecrets(launch: LaunchFile, env: Environment): Environment {
  const files = new Set<SourceFile>([
    launch,
    ...[...launch.tasks.values()].flatMap(({sourceFiles}) => sourceFiles),
  ]);
  return [...files].reduce<Environment>((known, file) => withDotenv(file, known), env);
}
