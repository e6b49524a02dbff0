/** Variables for a guest, as a call of smolvm hands them on. */
export interface ForwardedEnv {
  readonly flags: readonly string[];
  /** For the environment of the call itself. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Hands variables on by name: `--env=NAME` takes the value from smolvm's own environment, so that no secret stands on a command
 * line, which everybody on the machine may read. Names that smolvm itself, or what loads it, goes by are the exception.
 */
export function forwardedEnv(variables: Readonly<Record<string, string>>): ForwardedEnv {
  const entries = Object.entries(variables);
  return {
    flags: entries.map(([name, value]) => `--env=${STEERS_SMOLVM.test(name) ? `${name}=${value}` : name}`),
    env: Object.fromEntries(entries.filter(([name]) => !STEERS_SMOLVM.test(name))),
  };
}

const STEERS_SMOLVM =
  /^(HOME|PATH|TMPDIR|RUST_LOG|SSH_AUTH_SOCK|DOCKER_CONFIG|SSL_CERT_(FILE|DIR)|(SMOLVM|XDG|LD|DYLD|NODE)_.*|(https?|all|no)_proxy)$/i;
