// How wide what we print may be.

/** Columns of the terminal; a hundred where there is none, or one that does not know and says 0. */
export const terminalColumns = (): number => process.stdout.columns || 100;
