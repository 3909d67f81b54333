/** Milliseconds that Chromium takes to lay out and paint the next frame; never settles in a window that is not seen. */
export const nextPaint = (): Promise<number> =>
  new Promise((resolve) =>
    requestAnimationFrame(() => {
      const began = performance.now();
      const { port1, port2 } = new MessageChannel();
      // Comes when the frame, at whose beginning this is called, is done.
      port1.onmessage = () => {
        port1.close();
        resolve(performance.now() - began);
      };
      port2.postMessage(null);
    }),
  );
