import {afterAll} from 'vitest';
import {endSharedApiServer} from '../support/kubernetes/shared-api-server.ts';

// Tests that need an API server are in one file, because starting a server for each would take a third of their time.
// Tests that list expired leases come first, and tests that restart the server last.
import './place.on-server.ts';
import './api/lease.on-server.ts';
import './api/objects.on-server.ts';
import './api/ask-cluster.on-server.ts';
import './api/follow.on-server.ts';
import './api-server.on-server.ts';

afterAll(endSharedApiServer);
