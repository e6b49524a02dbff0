// The operator's view from the host, through the bundle's operator port on the leased address: the agent's requests and
// their outcomes. Each side verifies the other with the certificate authority of this launch.
import {readFileSync} from 'node:fs';
import https from 'node:https';

const [url, ...files] = process.argv.slice(2);
const [ca, cert, key] = files.map(file => readFileSync(file));

https.get(url, {ca, cert, key}, async answer => {
  const requests = JSON.parse((await answer.setEncoding('utf8').toArray()).join(''));
  for (const {what, outcome} of requests) console.log(`${outcome}: ${what}`);
  if (!requests.some(({outcome}) => outcome === 'refused'))
    throw new Error('the bundle has not refused any request');
});
