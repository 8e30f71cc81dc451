// Every control says who stated its value; what is done to one deployment says nothing of the others.
import { describe, expect, it } from "vitest";
import { stated } from "../../src/web/form/stated.ts";

const instancesOf = (deployment: string) => `deployments.${deployment}.pools[0].instances`;

describe("who stated a value", () => {
  it("is the reader below what the reader touched, and the file for all else", () => {
    const origins = stated(() => "chat.yaml");
    origins.byReader("deployments.copy");
    expect(origins.source(instancesOf("copy"))).toBe("stated by you");
    expect(origins.source(instancesOf("copy-2"))).toBe("stated in chat.yaml");
    expect(origins.source("workload.requests")).toBe("stated in chat.yaml");
    origins.clear();
    expect(origins.source(instancesOf("copy"))).toBe("stated in chat.yaml");
  });

  it("goes along with a deployment that is renamed, whose name is the reader's", () => {
    const origins = stated(() => "chat.yaml");
    origins.byReader("deployments.a.pools[0].hardware");
    origins.byReader("deployments.ab.router");
    origins.moved("deployments.a", "deployments.b");
    origins.byReader("deployments.b:name");
    expect(origins.source("deployments.b.pools[0].hardware")).toBe("stated by you");
    expect(origins.source("deployments.a.pools[0].hardware")).toBe("stated in chat.yaml");
    expect(origins.source(instancesOf("b"))).toBe("stated in chat.yaml");
    expect(origins.source("deployments.b:name")).toBe("stated by you");
    expect(origins.source("deployments.ab.router")).toBe("stated by you");
  });
});
