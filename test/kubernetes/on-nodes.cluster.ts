import {describe} from 'vitest';
import {withCluster} from '../support/kubernetes/binaries.ts';
import {cluster} from '../support/kubernetes/cluster.ts';
import {shared} from '../support/kubernetes/shared.ts';
import {sandboxOn} from './on-nodes/example.ts';
import {launchesOn} from './on-nodes/launches.ts';
import {lostNodes} from './on-nodes/lost-nodes.ts';
import {machinesOn} from './on-nodes/machines.ts';
import {placeOnNodes} from './on-nodes/place.ts';
import {podsOn} from './on-nodes/pods.ts';
import {podsOfSeveral} from './on-nodes/pods-of-several.ts';
import {troubledServerOf} from './on-nodes/troubled-server.ts';

// All tests share one cluster, because starting it takes more time than most of them.
withCluster('on a cluster', () => {
  const lab = shared(cluster);

  describe('a place', () => placeOnNodes(lab));
  describe('a pod', () => podsOn(lab));
  describe('a pod of several containers', () => podsOfSeveral(lab));
  describe('a machine', () => machinesOn(lab));
  describe('the sandbox of containers', () => sandboxOn(lab));
  describe('a launch', () => launchesOn(lab));
  describe('a launch survives faults of the API server:', () => troubledServerOf(lab));
  // Last, because these tests take nodes away.
  describe('a launch', () => lostNodes(lab));
});
