import {signal} from '@preact/signals';
import type {ApiError} from './request.ts';

/** Whether `bottle ui` answers. `refused`: it does, but not to the token of this page. */
export type Connection = 'connecting' | 'open' | 'lost' | 'refused';

export const connection = signal<Connection>('connecting');

export function onConnected(): void {
  connection.value = 'open';
}

export function onLost({status}: ApiError): void {
  connection.value = status === 401 || status === 403 ? 'refused' : 'lost';
}
