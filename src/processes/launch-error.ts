/** A command could not be launched. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}
