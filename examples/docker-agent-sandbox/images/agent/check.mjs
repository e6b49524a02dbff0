// The agent's view of its sandbox. Ends with 1 at the first thing that is not as it should be.
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

/** The body of an answer, or the reason why there is none. */
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

/** The status with which the bundle answers who has no certificate for the operator's door. */
function door() {
  const {hostname: host} = new URL(proxy);
  return new Promise((resolve, reject) => {
    const request = https.get({host, port: 9443, servername: 'outside.example', agent: false});
    request.on('response', answer => resolve(answer.resume().statusCode)).on('error', reject);
  });
}

/** Whether a connection past the proxy opens within two seconds. */
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

step('it is not root', userInfo().username, 'node');
const notes = `${homedir()}/.config/agent.conf`;
appendFileSync(notes, 'a session\n');
step('its home is its own', readFileSync(notes, 'utf8').trim().split('\n').at(-1), 'a session');
step('there is no way out', await directly(outside), 'no response');
const page = 'https://outside.example/private/index.html';
step('but through the bundle, which has the token', await get(page), 'hello from outside');
step(
  'known by the authority of this launch alone',
  await get(page, {ca: rootCertificates}),
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
);
step('not to any other place', await get('https://elsewhere.example/'), 'HTTP 403');
step("nor is it let in at the operator's door", await door(), 403);
