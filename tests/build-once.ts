// Contract and browser tests run what is built: build once what is missing or stale.
import { buildStale } from "../scripts/setup.js";

export const setup = buildStale;
