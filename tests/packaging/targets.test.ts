import { expect, test } from 'vitest';
import { chosenTargets } from '../../build/packaging/targets.mjs';

test('each system has its packages, one can be asked for, and an unknown one is refused with those there are', () => {
  const names = (platform: NodeJS.Platform, ...only: string[]): string[] =>
    chosenTargets(only, platform).map(({ name }) => name);
  expect(names('linux')).toEqual(['deb', 'rpm', 'AppImage', 'tar.gz']);
  expect(names('win32')).toEqual(['nsis', 'zip']);
  expect(names('darwin')).toEqual(['dmg', 'zip']);
  expect(names('linux', 'deb')).toEqual(['deb']);
  expect(() => names('linux', 'deb', 'msi')).toThrow(
    'There is no package "msi" for this system. There are: deb, rpm, AppImage, tar.gz.',
  );
});
