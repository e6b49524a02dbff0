// Lets the agent ask the operator: the request with a question waits for the answer, and the operator's request waits for a
// question.
import http from 'node:http';

const question = waiting();
const answer = waiting();

http
  .createServer(async (request, response) => {
    const {method, url} = request;
    if (method === 'POST' && url === '/') {
      question.settle(await textOf(request));
      response.end(await answer.text);
    } else if (method === 'GET' && url === '/question') {
      response.end(await question.text);
    } else if (method === 'POST' && url === '/answer') {
      answer.settle(await textOf(request));
      response.end();
    } else response.writeHead(404).end();
  })
  .listen(9100);

function waiting() {
  let settle;
  const text = new Promise(resolve => (settle = resolve));
  return {text, settle};
}

async function textOf(request) {
  return (await request.setEncoding('utf8').toArray()).join('');
}
