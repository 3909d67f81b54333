/**
 * Import it before TensorFlow starts, where what XLA makes of a step is under test, and not what LLVM makes of that, which takes most of
 * the time.
 */
process.env['XLA_FLAGS'] = '--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true';
