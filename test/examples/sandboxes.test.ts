// One after the other: both make the same files and images on the way.
import './docker-agent-sandbox.ts';
import './agent-sandbox.ts';
