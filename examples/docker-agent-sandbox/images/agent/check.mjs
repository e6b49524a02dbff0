// The agent's view of its sandbox. Exits with 1 if a check fails.
import {appendFileSync, readFileSync} from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import {createConnection} from 'node:net';
import {homedir, userInfo} from 'node:os';
import {rootCertificates} from 'node:tls';

const {OUTSIDE: outside, HTTPS_PROXY: proxy} = process.env;

function step(what, found, expected) {
  const isGood = found === expected;
  console.log(
    isGood ? `ok: ${what} (${found})` : `NOT OK: ${what}: expected '${expected}', found '${found}'`,
  );
  if (!isGood) process.exit(1);
}

/** The body of the response, or the reason for the failure. */
async function get(url, options = {}) {
  try {
    const socket = await tunnelTo(new URL(url).hostname);
    return await new Promise((resolve, reject) => {
      const onAnswer = async answer => resolve((await answer.setEncoding('utf8').toArray()).join('').trim());
      https.get(url, {...options, socket, agent: false}, onAnswer).on('error', reject);
    });
  } catch (error) {
    return error.code ?? error.message;
  }
}

/** A connection through the proxy. */
function tunnelTo(host) {
  const {hostname, port} = new URL(proxy);
  return new Promise((resolve, reject) => {
    const request = http.request({hostname, port, method: 'CONNECT', path: `${host}:443`, agent: false});
    request.on('connect', ({statusCode}, socket) => {
      if (statusCode === 200) return void resolve(socket);
      socket.destroy();
      reject(new Error(`HTTP ${statusCode}`));
    });
    request.on('error', reject).end();
  });
}

/** The status of a request to the operator's port without a client certificate. */
function operatorPort() {
  const {hostname: host} = new URL(proxy);
  return new Promise((resolve, reject) => {
    const request = https.get({host, port: 9443, servername: 'outside.example', agent: false});
    request.on('response', answer => resolve(answer.resume().statusCode)).on('error', reject);
  });
}

/** Whether a direct connection, without the proxy, opens within two seconds. */
function directly(host) {
  return new Promise(resolve => {
    const socket = createConnection({host, port: 80, timeout: 2_000});
    const end = word => () => {
      socket.destroy();
      resolve(word);
    };
    socket
      .on('connect', end('a connection'))
      .on('timeout', end('no response'))
      .on('error', end('no response'));
  });
}

step('does not run as root', userInfo().username, 'node');
const notes = `${homedir()}/.config/agent.conf`;
appendFileSync(notes, 'a session\n');
step('can write to its home folder', readFileSync(notes, 'utf8').trim().split('\n').at(-1), 'a session');
step('cannot connect to the outside directly', await directly(outside), 'no response');
const page = 'https://outside.example/private/index.html';
step('reaches the outside through the bundle, which adds the token', await get(page), 'hello from outside');
step(
  'rejects the bundle without the CA of this launch',
  await get(page, {ca: rootCertificates}),
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
);
step('cannot reach other hosts', await get('https://elsewhere.example/'), 'HTTP 403');
step("has no access to the operator's port", await operatorPort(), 403);
