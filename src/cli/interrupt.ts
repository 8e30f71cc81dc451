// Ctrl-C. The simulation is plain synchronous code, so the signal is only seen between its pieces of work:
// whoever loops over pieces awaits `breathe` after each. A second Ctrl-C ends the process where it stands.

/** Thrown where work stops early; what is finished has been written. Exit code 130. */
export class Interrupted extends Error {}

let interrupted = false;
let seen: () => void = () => {};
/** Settles when the user has asked to stop, for those who wait for something else meanwhile. */
export const interruption = new Promise<void>((resolve) => {
  seen = resolve;
});

export function watchInterrupt(): void {
  process.once("SIGINT", () => {
    interrupted = true;
    seen();
    process.stderr.write("\ninterrupted: keeping what is finished\n");
  });
}

/** Lets pending signals in; true when the user has asked to stop. */
export async function breathe(): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve));
  return interrupted;
}
