// The operator's view from the host, at the bundle's door on the leased address: what the agent asked for, and what became
// of it. Each side knows the other by the authority of this launch.
import {readFileSync} from 'node:fs';
import https from 'node:https';

const [url, ...files] = process.argv.slice(2);
const [ca, cert, key] = files.map(file => readFileSync(file));

https.get(url, {ca, cert, key}, async answer => {
  const requests = JSON.parse((await answer.setEncoding('utf8').toArray()).join(''));
  for (const {what, outcome} of requests) console.log(`${outcome}: ${what}`);
  if (!requests.some(({outcome}) => outcome === 'refused')) throw new Error('the bundle has refused nothing');
});
