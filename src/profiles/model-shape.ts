// What follows from the shape of a model: attention and KV cache, parameters, bytes. The one import for the layers above.
export * from "./attention-shape.ts";
export * from "./parameter-count.ts";
export * from "./weight-bytes.ts";
