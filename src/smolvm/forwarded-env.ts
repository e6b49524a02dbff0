/** Variables for a guest, as a call of smolvm hands them on. */
export interface ForwardedEnv {
  readonly flags: readonly string[];
  /** For the environment of the call itself. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Passes variables by name: `--env=NAME` takes the value from smolvm's own environment, so that no secret is on a command
 * line, which every user of the machine can read. Variables that smolvm itself or its loader reads are the exception.
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
