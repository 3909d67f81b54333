/** Messages by which TensorFlow, the system, V8 and WebGPU say that memory ran out. */
const SIGNS: readonly RegExp[] = [
  // TensorFlow, by itself and through oneDNN, CUDA and cuDNN.
  /\bOOM when allocating\b/,
  /\bRESOURCE_EXHAUSTED\b/,
  /resource exhausted/i,
  /could not create a memory object/i,
  // oneDNN's dnnl_out_of_memory is 1.
  /received an exception:\s*Status: 1\b/,
  /failed to allocate/i,
  // The system, C++, V8, WebGPU.
  /out[ -]of[ -]memory/i,
  /cannot allocate memory/i,
  // The system's loader of libraries.
  /failed to map segment/i,
  /\bENOMEM\b/,
  /std::bad_alloc/,
  /array buffer allocation failed/i,
];

export const OUT_OF_MEMORY = 'Memory ran out: a batch of this size does not fit beside what else is in memory.';

/** Whether an error, or what caused it, is that memory ran out. */
export function isOutOfMemory(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { message } = one;
    if (SIGNS.some((sign) => sign.test(message))) return true;
  }
  return false;
}
