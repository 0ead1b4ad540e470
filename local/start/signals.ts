// Ctrl-C: the first one stops cleanly, a second one at once.

// npm, the wrapper that finds Node 24 and the terminal may all pass the same Ctrl-C on.
const SAME_PRESS_MS = 500;

/** Resolves at the first SIGINT or SIGTERM; another one half a second later ends the process with 130. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let first = 0;
    const onSignal = (): void => {
      if (first === 0) {
        first = Date.now();
        resolve();
      } else if (Date.now() - first > SAME_PRESS_MS) {
        process.exit(130);
      }
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
