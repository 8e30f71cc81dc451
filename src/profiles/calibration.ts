// What measurements of one's own add to an engine profile (`forewatt calibrate`): four constants that stretch predicted time,
// shared by everything the engine serves, and a set of their own for deployments that were measured. All one and zero
// is the profile as it was. An engine file with a `base` holds nothing else: the rest is the base's.
import { z } from "zod";
import { quantity } from "../base/quantity.ts";
import { provenance } from "./figure.ts";
import { precisions } from "./hardware.ts";

const factor = () => z.number().gt(0.05).max(20);
const band = () => z.strictObject({ p10: z.number().gt(0), p90: z.number().gt(0) });
const degree = () => z.int().min(1);

const constants = {
  decodeScale: factor().meta({ description: "on the time of decoding, of every step" }),
  stepOffset: quantity("seconds", { min: -1 }).meta({ description: "more time per step; may be negative" }),
  prefillScale: factor().meta({ description: "on the time that prompt tokens add to a step" }),
  requestScale: factor().meta({ description: "on the host's time per request before it can be scheduled" }),
};

export const calibrationSchema = z.strictObject({
  shared: z.strictObject(constants).meta({ description: "for deployments that were not measured" }),
  deployments: z
    .array(
      z.strictObject({
        model: z.string(),
        hardware: z.string(),
        weights: z.enum(precisions),
        tensor: degree(),
        pipeline: degree(),
        data: degree(),
        expert: degree(),
        points: degree().meta({ description: "measured points it was fitted to" }),
        ...constants,
        bands: z
          .strictObject({ ttft: band(), tpot: band(), throughput: band() })
          .meta({ description: "measured / predicted that 80 % should lie between, from points left out" }),
      }),
    )
    .meta({ description: "constants of each measured deployment" }),
});

export type Calibration = z.output<typeof calibrationSchema>;
export type CalibratedDeployment = Calibration["deployments"][number];
export type CalibrationConstants = Calibration["shared"];

/** What tells one deployment from another. */
export type DeploymentKey = Pick<
  CalibratedDeployment,
  "model" | "hardware" | "weights" | "tensor" | "pipeline" | "data" | "expert"
>;
export const deploymentKeys = [
  "model",
  "hardware",
  "weights",
  "tensor",
  "pipeline",
  "data",
  "expert",
] as const satisfies (keyof DeploymentKey)[];

export const neutral: CalibrationConstants = {
  decodeScale: 1,
  stepOffset: 0,
  prefillScale: 1,
  requestScale: 1,
};

export const sameDeployment = (a: DeploymentKey, b: DeploymentKey): boolean =>
  deploymentKeys.every((key) => a[key] === b[key]);

/** The entry of a deployment, where it was measured. */
export function calibratedDeployment(
  calibration: Calibration | undefined,
  key: DeploymentKey,
): CalibratedDeployment | undefined {
  return calibration?.deployments.find((each) => sameDeployment(each, key));
}

/** The constants a deployment runs with; undefined where the engine was not calibrated. */
export function calibrationConstants(
  calibration: Calibration | undefined,
  key: DeploymentKey,
): CalibrationConstants | undefined {
  return calibratedDeployment(calibration, key) ?? calibration?.shared;
}

/** An engine file that builds on a profile. */
export const calibratedEngineSchema = z.strictObject({
  schema: z.literal("forewatt.engine/1"),
  base: z.string().meta({ description: "id of the engine profile that this one calibrates" }),
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9.]+)*$/),
  title: z.string(),
  ...provenance,
  calibration: calibrationSchema,
});
