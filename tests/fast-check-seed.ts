// One seed for all property tests, so that a commit passes or fails for what it changed. FC_SEED=random (or a number)
// looks elsewhere: worth doing after touching the engine.
import fc from "fast-check";

const { FC_SEED = "20261120" } = process.env;
if (FC_SEED !== "random") fc.configureGlobal({ seed: Number(FC_SEED) });
