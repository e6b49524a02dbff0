// The client. It knows the gateway's address and trusts one authority, and checks that the sandbox is secure.
import {readFileSync} from 'node:fs';
import {request as plain} from 'node:http';
import {request as secure} from 'node:https';
import {text} from 'node:stream/consumers';

const {GATEWAY, STORE, CA} = process.env;
const note = process.argv[2];
const ca = readFileSync(CA);

console.log(`the gateway is ${GATEWAY}`);

await step('rejects the gateway without our CA', async () => {
  const code = await ask(`${GATEWAY}/notes`, {}).catch(error => error.code);
  return [code, code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'];
});
await step('cannot use the store without the token', async () => {
  const {status} = await ask(`${STORE}/notes`, {});
  return [status, status === 401];
});
await step('writes a note through the gateway', async () => {
  const {status} = await ask(`${GATEWAY}/notes`, {ca, method: 'POST', body: note});
  return [status, status === 201];
});
await step('reads the note back', async () => {
  const {status, body} = await ask(`${GATEWAY}/notes`, {ca});
  return [`${status} ${body}`, body === JSON.stringify([note])];
});

/** Prints the result of a step; exits with 1 if the result is wrong. */
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
