// What the packages and the system's desktop are told about Forger, each once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../setup/paths.mjs';

/** @param {string} path below the project */
const json = (path) => JSON.parse(readFileSync(join(PROJECT, path), 'utf8'));
const { name, productName, version, description, license } = json('package.json');

/** @type {{ name: string, productName: string, version: string, description: string, license: string }} */
export const PACKAGE = { name, productName, version, description, license };
/** The file in which runs travel: its name in words, its ending, its MIME type. @type {{ name: string, ending: string, mime: string }} */
export const RUN_FILE = json('electron/shared/run-file-type.json');
/** Reverse domain name of the app, for Windows, macOS and AppStream. */
export const APP_ID = 'org.forger.Forger';
export const MAINTAINER = 'The Forger authors <forger@localhost>';
export const SYNOPSIS = 'Desktop lab for GANs';
/** A paragraph a line. */
export const ABOUT = [
  'Forger trains generative adversarial networks on your own pictures, on your own GPU or processor, offline: press Start, watch generator and discriminator fight, see what goes wrong, compare attempts, and take the generator away as a model that runs in a browser.',
  'It carries TensorFlow, a data set and published recipes with it, and the command "forger" for work without a window.',
];
/** Of the menu specification of freedesktop.org. */
export const CATEGORIES = ['Science', 'ArtificialIntelligence'];
/** Electron's own program in the app's folder on Linux; `forger` beside it looks at the sandbox first. */
export const LINUX_PROGRAM = 'forger-app';
export const CHROME_SANDBOX = 'chrome-sandbox';
/** Held by every process that runs from a folder of the app, so that an update knows what it must not remove. */
export const IN_USE = 'in-use';
/** Where packages put it, below the root: what the package manager owns, and the folder of each version that runs (linux/scripts). */
export const LINUX_HOME = 'usr/lib/forger';
/** What starts the window, whichever version is installed. */
export const LINUX_START = `/${LINUX_HOME}/current/${PACKAGE.name}`;
