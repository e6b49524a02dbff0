/** The command with which somebody does by hand what bottle could not, on the engine at `address`. */
export function dockerCommand(address: string, words: string): string {
  const isUsual = address === 'unix:///var/run/docker.sock';
  return isUsual ? `docker ${words}` : `docker -H ${address} ${words}`;
}
