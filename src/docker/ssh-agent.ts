import {spawn} from 'node:child_process';
import {Agent} from 'node:http';
import {Duplex} from 'node:stream';
import type {EngineAddress} from './engine-address.ts';

/**
 * Connects to an engine as Docker's own command does: `ssh HOST docker system dial-stdio`, so that the user's ssh
 * configuration, known hosts, agent and jump hosts all count. Turned down: the ssh2 package, which knows none of them.
 */
export function sshAgent(
  address: Extract<EngineAddress, {by: 'ssh'}>,
  env: Readonly<Record<string, string | undefined>>,
): Agent {
  const agent = new Agent();
  // Replacing it is how Node lets connections be made otherwise (https://nodejs.org/api/http.html#agentcreateconnectionoptions-callback).
  Object.assign(agent, {createConnection: () => sshConnection(address, env)});
  return agent;
}

/** What `ssh` is called with; never a shell, and nothing of the address can be taken for an option. */
export function sshArguments({host, port, user}: Extract<EngineAddress, {by: 'ssh'}>): readonly string[] {
  // There is nobody to ask for a password.
  const options = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '-T'];
  return [
    ...options,
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...['--', host, 'docker', 'system', 'dial-stdio'],
  ];
}

function sshConnection(
  address: Extract<EngineAddress, {by: 'ssh'}>,
  env: Readonly<Record<string, string | undefined>>,
): Duplex {
  const ssh = spawn('ssh', sshArguments(address), {env, stdio: ['pipe', 'pipe', 'pipe']});
  const connection = Duplex.from({writable: ssh.stdin, readable: ssh.stdout});
  let said = '';
  ssh.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
  ssh.once('error', error => connection.destroy(new Error(`ssh: ${error.message}`)));
  ssh.once('close', code => {
    const lastLine = said.trim().split('\n').at(-1) ?? '';
    if (code !== 0 && !connection.destroyed)
      connection.destroy(
        new Error(lastLine === '' ? `ssh ended with code ${code ?? '?'}` : `ssh: ${lastLine}`),
      );
  });
  connection.once('close', () => ssh.kill());
  return connection;
}
