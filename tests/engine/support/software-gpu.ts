import { describe, vi } from 'vitest';

/**
 * Asks for Electron's GPU in software before anything looks for a GPU. Import it first. Where Electron or its
 * SwiftShader is missing on Linux, the tests fail.
 */
process.env['FORGER_WEBGPU'] = 'swiftshader';
// It shares the processor with whatever else runs.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** Elsewhere than on Linux nothing leads Dawn to SwiftShader: these tests are skipped there. */
export const describeOnSoftwareGpu = describe.skipIf(process.platform !== 'linux');
