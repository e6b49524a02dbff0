// Simulates the operator: waits for the agent's question at the bundle's supervise port, and answers it.
const [url] = process.argv.slice(2);

const asked = await fetch(`${url}/question`);
const question = await asked.text();
console.log(`the agent asks: ${question}`);
await fetch(`${url}/answer`, {method: 'POST', body: 'yes'});
