// The client. It knows the gateway's address and trusts one authority, and checks that the sandbox is tight.
import {readFileSync} from 'node:fs';
import {request as plain} from 'node:http';
import {request as secure} from 'node:https';
import {text} from 'node:stream/consumers';

const {GATEWAY, STORE, CA} = process.env;
const note = process.argv[2];
const ca = readFileSync(CA);

console.log(`the gateway is ${GATEWAY}`);

await step('without our CA no trust', async () => {
  const code = await ask(`${GATEWAY}/notes`, {}).catch(error => error.code);
  return [code, code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'];
});
await step('without the token the store rejects requests', async () => {
  const {status} = await ask(`${STORE}/notes`, {});
  return [status, status === 401];
});
await step('through the gateway a note is written', async () => {
  const {status} = await ask(`${GATEWAY}/notes`, {ca, method: 'POST', body: note});
  return [status, status === 201];
});
await step('and read back', async () => {
  const {status, body} = await ask(`${GATEWAY}/notes`, {ca});
  return [`${status} ${body}`, body === JSON.stringify([note])];
});

/** Prints what was tried and seen; ends the program with 1 when that is not what should be. */
async function step(what, check) {
  const [seen, isGood] = await check();
  console.log(`${isGood ? 'ok' : 'NOT OK'}: ${what} (${seen})`);
  if (!isGood) process.exit(1);
}

async function ask(url, {body, ...options}) {
  const request = url.startsWith('https:') ? secure : plain;
  const response = await new Promise((resolve, reject) => {
    request(url, {...options, agent: false}, resolve)
      .on('error', reject)
      .end(body);
  });
  return {status: response.statusCode, body: await text(response)};
}
