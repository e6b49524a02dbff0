import {computed, signal} from '@preact/signals';
import {parseRoute} from './parse-route.ts';

const fragment = signal(location.hash);

addEventListener('hashchange', () => (fragment.value = location.hash));

/** The route that the page shows. */
export const route = computed(() => parseRoute(fragment.value));

/** Shows something else, as a link would. */
export function go(address: string): void {
  location.hash = address;
}
