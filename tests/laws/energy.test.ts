// Energy is mean power times time: what the steps of a run draw, integrated one by one over any window, with idle power between
// them, is the mean device power that is reported, times the window. That many steps in one go are the same is another law
// (fast-forward.test.ts).
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StepModel } from "../../src/cost/step-model.ts";
import { poolPower } from "../../src/metrics/power.ts";
import { hardwareSamples } from "../cost/samples.ts";
import { runSystem } from "./queueing-system.ts";
import { build, randomSystem } from "./random-systems.ts";

interface Step {
  pool: number;
  startSeconds: number;
  endSeconds: number;
  joules: number;
}

const overlap = (step: Step, from: number, to: number) =>
  Math.max(0, Math.min(to, step.endSeconds) - Math.max(from, step.startSeconds));

/** The same steps, each with energy of its own beside what their time takes. */
function drawing(model: StepModel, watts: number): StepModel {
  return {
    ...model,
    idleWatts: watts / 8,
    decode(sequences) {
      const cost = model.decode(sequences);
      return {
        ...cost,
        joules: watts * cost.seconds + sequences,
        joulesPerContextToken: watts * cost.secondsPerContextToken,
        joulesPerWindowToken: watts * cost.secondsPerWindowToken,
      };
    },
    step(shape, out) {
      model.step(shape, out);
      out.joules = watts * out.seconds + shape.decodeSequences;
    },
  };
}

describe("energy", () => {
  it("is mean power times time, in any window of any system", () => {
    let idle = 0;
    fc.assert(
      fc.property(
        randomSystem,
        fc.constantFrom(...hardwareSamples),
        fc.boolean(),
        (system, hardware, untilDrained) => {
          const steps: Step[] = [];
          const { source, options } = build(system, false);
          const { decode } = options;
          const { recorder, system: drained } = runSystem(source, {
            ...options,
            instance: { ...options.instance, model: drawing(options.instance.model, 40) },
            decode: decode && {
              ...decode,
              instance: { ...decode.instance, model: drawing(decode.instance.model, 70) },
            },
            window: {
              firstRequest: Math.floor(system.requests / 10),
              until: untilDrained ? "drained" : "last-arrival",
            },
            listen: (recorder) => ({
              arrived: (...args) => recorder.arrived(...args),
              tokenGap: (...args) => recorder.tokenGap(...args),
              ended: (...args) => recorder.ended(...args),
              ran(instance, endSeconds) {
                const { run, pool } = instance;
                steps.push({
                  pool,
                  startSeconds: run.startSeconds,
                  endSeconds,
                  joules: run.joules(run.steps),
                });
                recorder.ran(instance, endSeconds);
              },
            }),
          });
          const { startSeconds } = recorder.window;
          const drainedSeconds = Math.max(0, ...steps.map((step) => step.endSeconds));
          const endSeconds = Math.min(recorder.window.endSeconds, drainedSeconds);
          const seconds = endSeconds - startSeconds;
          if (!(seconds > 0)) return;
          for (const [pool, totals] of recorder.pools.entries()) {
            const own = steps.filter((step) => step.pool === pool);
            const instances = drained.instances.filter((instance) => instance.pool === pool);
            const { idleWatts, devices } = instances[0]!.config.model;
            const { deviceMeanWatts } = poolPower({
              hardware,
              instances: instances.length,
              devicesPerInstance: devices,
              idleWattsPerInstance: idleWatts,
              stepJoules: totals.window.joules,
              busySeconds: totals.window.busySeconds,
              seconds,
            });
            let joules = 0;
            let busySeconds = 0;
            for (const step of own) {
              const inside = overlap(step, startSeconds, endSeconds);
              busySeconds += inside;
              joules += (step.joules * inside) / (step.endSeconds - step.startSeconds);
            }
            const idleSeconds = instances.length * seconds - busySeconds;
            if (idleSeconds > 1e-3 * seconds) idle++;
            const expected = joules + idleWatts * Math.max(0, idleSeconds);
            expect((deviceMeanWatts * seconds) / expected).toBeCloseTo(1, 6);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(idle).toBeGreaterThan(20);
  });
});
