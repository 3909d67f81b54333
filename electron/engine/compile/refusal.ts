/**
 * Why a function was not compiled. The caller runs it op by op instead, and says so.
 * device: tensors do not live in native TensorFlow; unknown-op: not in the table of ops known to be
 * pure; reads-values: JavaScript looked into a traced tensor; outside-tensor: uses a tensor that is
 * neither an input nor a listed variable; control-flow: did different ops when traced twice;
 * changing-constant: JavaScript made a different number each time (random draws, counters);
 * asynchronous: returned a promise; new-variable: made a variable while traced; unsupported-type: a
 * dtype graphs here do not carry; rejected-graph: TensorFlow did not accept the graph.
 */
export type RefusalReason =
  | 'device'
  | 'unknown-op'
  | 'reads-values'
  | 'outside-tensor'
  | 'control-flow'
  | 'changing-constant'
  | 'asynchronous'
  | 'new-variable'
  | 'unsupported-type'
  | 'rejected-graph';

export class CompileRefusal extends Error {
  override readonly name = 'CompileRefusal';
  constructor(
    readonly reason: RefusalReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
