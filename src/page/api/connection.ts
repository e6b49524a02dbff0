import {signal} from '@preact/signals';
import type {ApiError} from './request.ts';

/** The connection to `bottle ui`. `refused`: the server rejects the token of this page. */
export type Connection = 'connecting' | 'open' | 'lost' | 'refused';

export const connection = signal<Connection>('connecting');

export function onConnected(): void {
  connection.value = 'open';
}

export function onLost({status}: ApiError): void {
  connection.value = status === 401 || status === 403 ? 'refused' : 'lost';
}
