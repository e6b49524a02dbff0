// One after the other: they make the same files and images on the way.
import './docker-agent-sandbox.ts';
import './agent-sandbox.ts';
import './sandbox-page.ts';
