import {devServer} from './dev-servers.ts';

/** A port on which a program listens, and the source of this information. */
export interface ListeningPort {
  readonly port: number;
  /** The source of the number, for the comment of the probe. */
  readonly because: string;
}

/**
 * The port on which a command listens, if the command line shows it: by an option, an assignment before the command, or the
 * default port of a known development server. Never guesses.
 *
 * @param given the value of `$PORT`, if the runner sets it
 */
export function listeningPort(command: string, given?: number): ListeningPort | undefined {
  // `-p` of these commands starts with a host port.
  if (/(^|\s)(docker|podman)\s/.test(command) || isClient(command)) return undefined;
  const named = namedPort(command);
  if (named !== undefined) return {port: named, because: 'the port that the command names'};
  const server = devServer(command);
  if (given !== undefined && (readsPort(command) || server?.readsPort))
    return {port: given, because: 'the port in $PORT'};
  return server && {port: server.port, because: `the default port of ${server.name}`};
}

function namedPort(command: string): number | undefined {
  for (const pattern of PATTERNS) {
    const [, text] = pattern.exec(command) ?? [];
    const port = Number(text);
    if (text !== undefined && port >= 1 && port <= 65_535) return port;
  }
  return undefined;
}

/** The number at the end of an option's value: `0.0.0.0:8000`, `[::]:8000`, `tcp://0.0.0.0:8000`. */
const VALUE = String.raw`(?:\S*:)?(\d+)(?![\w.:])`;

const PATTERNS: readonly RegExp[] = [
  new RegExp(
    String.raw`(?:^|\s)(?:--port|--http-port|--listen|--bind|--addr|--address|-b|-p|-l)(?:=|\s+)['"]?${VALUE}`,
  ),
  /(?:^|\s)-p(\d+)(?!\S)/,
  /(?:^|[\s;&|])(?:(?:HTTP|SERVER|WEB|APP|LISTEN|FLASK_RUN|VITE|NUXT|NITRO|UVICORN|GRADIO_SERVER|STREAMLIT_SERVER)_)?PORT=['"]?(\d+)\b/,
  /\bserver\.port=(\d+)\b/,
  new RegExp(String.raw`\brunserver\s+(?:-\S+\s+)*${VALUE}`),
  new RegExp(String.raw`\bhttp\.server\s+(?:-\S+\s+\S+\s+)*${VALUE}`),
  new RegExp(String.raw`\bphp\b.*\s-S\s+${VALUE}`),
];

/** Whether a command is a client, whose port option is for a server elsewhere. */
function isClient(command: string): boolean {
  return /^\s*(\S+=\S*\s+)*(exec\s+)?(\S*\/)?(psql|pg_dump|pg_isready|mysql|mysqldump|redis-cli|mongosh?|ssh|scp|sftp|rsync|nc|ncat|netcat|telnet|curl|wget|mkdir|sidekiq|celery)\s/.test(
    command,
  );
}

/** Whether a command contains the variable. */
function readsPort(command: string): boolean {
  return /\$PORT\b|\$\{PORT[:}-]/.test(command);
}
