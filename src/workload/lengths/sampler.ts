/** Gives the length in whole tokens, 1 to `mostTokens`, of one request after the other. */
export type LengthSampler = () => number;

/** Token counts are kept in 32-bit columns. */
export const mostTokens = 2 ** 31 - 1;
