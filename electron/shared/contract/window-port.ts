/** Under this name main hands a port to the engine window's preload script, and that to the page. */
export const WINDOW_PORT = 'forger:engine-port';
