import {afterAll} from 'vitest';
import {endSharedApiServer} from '../support/kubernetes/shared-api-server.ts';

// The tests that need an API server, in one file: to start one for each took a third of their time. Those that list expired leases
// come first, those that restart the server last.
import './place.on-server.ts';
import './api/lease.on-server.ts';
import './api/objects.on-server.ts';
import './api/ask-cluster.on-server.ts';
import './api/follow.on-server.ts';
import './api-server.on-server.ts';

afterAll(endSharedApiServer);
