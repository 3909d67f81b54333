import { Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  newRun(): void;
  importImages(): void;
  openRunFile(): void;
  undoDelete(): void;
  chooseLibrary(): void;
  showLibrary(): void;
  about(): void;
  zoom(change: 'in' | 'out' | 'reset'): void;
}

/** The menu as data; `development` adds the tools of someone who works on Forger itself. */
function menuTemplate(
  actions: MenuActions,
  context: { mac: boolean; development: boolean },
): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const file: MenuItemConstructorOptions[] = [
    { label: 'New run…', accelerator: 'CmdOrCtrl+N', click: () => actions.newRun() },
    { label: 'Import images…', accelerator: 'CmdOrCtrl+I', click: () => actions.importImages() },
    { label: 'Open a run file…', accelerator: 'CmdOrCtrl+O', click: () => actions.openRunFile() },
    separator,
    { label: 'Bring back what was deleted', accelerator: 'CmdOrCtrl+Shift+Z', click: () => actions.undoDelete() },
    separator,
    { label: 'Show library folder', click: () => actions.showLibrary() },
    { label: 'Choose library folder…', click: () => actions.chooseLibrary() },
    separator,
    context.mac ? { role: 'close' } : { role: 'quit', accelerator: 'CmdOrCtrl+Q' },
  ];
  const view: MenuItemConstructorOptions[] = [
    { label: 'Actual size', accelerator: 'CmdOrCtrl+0', click: () => actions.zoom('reset') },
    { label: 'Zoom in', accelerator: 'CmdOrCtrl+Plus', click: () => actions.zoom('in') },
    // The plus sign needs Shift on many keyboards; the key itself says "=".
    {
      label: 'Zoom in',
      accelerator: 'CmdOrCtrl+=',
      visible: false,
      acceleratorWorksWhenHidden: true,
      click: () => actions.zoom('in'),
    },
    { label: 'Zoom out', accelerator: 'CmdOrCtrl+-', click: () => actions.zoom('out') },
    separator,
    { role: 'togglefullscreen' },
    ...(context.development
      ? ([separator, { role: 'reload' }, { role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[])
      : []),
  ];
  const about: MenuItemConstructorOptions = { label: 'About Forger', click: () => actions.about() };
  // A Mac's own menu of the app, with our page in place of the system's.
  const application: MenuItemConstructorOptions[] = [
    about,
    separator,
    { role: 'services' },
    separator,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    separator,
    { role: 'quit' },
  ];
  return [
    ...(context.mac ? [{ label: 'Forger', submenu: application }] : []),
    { label: '&File', submenu: file },
    { role: 'editMenu' },
    { label: '&View', submenu: view },
    { role: 'windowMenu' },
    ...(context.mac ? [] : [{ label: '&Help', submenu: [about] }]),
  ];
}

export function installMenu(actions: MenuActions, development: boolean): void {
  const mac = process.platform === 'darwin';
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, { mac, development })));
}
