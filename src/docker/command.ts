/** The command to run by hand, on the engine at `address`, for something that bottle could not do. */
export function dockerCommand(address: string, command: string): string {
  const isUsual = address === 'unix:///var/run/docker.sock';
  return isUsual ? `docker ${command}` : `docker -H ${address} ${command}`;
}
