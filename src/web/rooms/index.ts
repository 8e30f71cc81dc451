// Every room of the page: one file each, and one line here.
import { claims } from "./claims.ts";
import { curve } from "./curve.ts";
import { forecast } from "./forecast.ts";
import { plan } from "./plan.ts";
import type { Room } from "./room.ts";
import { whatIf } from "./what-if.ts";

export const rooms: readonly Room[] = [whatIf, curve, claims, forecast, plan];
