// Where the page begins: the simulator starts in its worker while everything there is to see loads.
import { createSimulator } from "./simulator.ts";

const simulator = createSimulator();
const { openPage } = await import("./page.ts");
openPage(simulator);
