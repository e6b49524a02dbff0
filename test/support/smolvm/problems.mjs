/** What smolvm itself gets wrong: `Error: …` on stderr, exit code 1. */
export class Failure extends Error {}

/** A call that clap refuses: exit code 2. */
export class UsageError extends Error {}
