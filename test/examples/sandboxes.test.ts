// Run one after the other, because they create the same files and images.
import './docker-agent-sandbox.ts';
import './agent-sandbox.ts';
import './sandbox-page.ts';
