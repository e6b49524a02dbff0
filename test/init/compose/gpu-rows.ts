import {service, type Row, type Rows} from './specification-rows.ts';

/** Keys of a request for GPUs. */
export function gpuKeys(path: string, serviceWith: (request: object) => object): Rows {
  const row = (request: object, gpu: object): Row =>
    service(serviceWith({capabilities: ['gpu'], ...request}), {gpus: [gpu]});
  return {
    [path]: row({count: 1}, {count: 1}),
    [`${path}.capabilities`]: row(
      {count: 1, capabilities: ['gpu', 'utility']},
      {count: 1, capabilities: ['utility']},
    ),
    [`${path}.count`]: row({count: 'all'}, {count: 'all'}),
    [`${path}.device_ids`]: row({device_ids: ['0']}, {device_ids: ['0']}),
    [`${path}.driver`]: row({driver: 'nvidia', count: 1}, {driver: 'nvidia', count: 1}),
    [`${path}.options`]: row({count: 1, options: {a: 1}}, {count: 1, options: {a: '1'}}),
  };
}
