// One after the other: both make the same files on the way, and one of them wants every address of the pool.
import './docker-agent-sandbox.ts';
import './agent-sandbox.ts';
