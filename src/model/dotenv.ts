import type {LaunchFile} from './launch-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment that `${{ env.NAME }}` reads: variables of bottle's own environment take precedence over the `.env`. */
export function withDotenv({dotenv}: Pick<LaunchFile, 'dotenv'>, env: Environment): Environment {
  return mergeDotenv(dotenv.variables, env);
}

/** As {@link withDotenv}, with the variables of the file. */
export function mergeDotenv(variables: Readonly<Record<string, string>>, env: Environment): Environment {
  const added = Object.entries(variables).filter(([name]) => env[name] === undefined);
  return added.length === 0 ? env : {...env, ...Object.fromEntries(added)};
}
