import {computed, signal} from '@preact/signals';
import {parseRoute} from './parse-route.ts';

const fragment = signal(location.hash);

addEventListener('hashchange', () => (fragment.value = location.hash));

/** The current route. */
export const route = computed(() => parseRoute(fragment.value));

/** Navigates to a URL fragment, like a link. */
export function go(address: string): void {
  location.hash = address;
}
