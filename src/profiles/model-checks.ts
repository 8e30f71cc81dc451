// What no single key of a model file can tell: counts of layers, heads and experts that contradict each other.
import type { z } from "zod";

/** The keys looked at; structural, because the schema itself calls this. */
interface Shape {
  layers: number;
  attention:
    | {
        kind: "gqa";
        heads: number;
        kvHeads: number;
        attentionLayers?: number | undefined;
        fullLayers?: number | undefined;
        windowTokens?: number | undefined;
        windowRestarts?: boolean | undefined;
        compression?: { layers: number }[] | undefined;
      }
    | { kind: "mla"; attentionLayers?: number | undefined };
  ffn: {
    dense?: { layers: number } | undefined;
    moe?:
      | { layers: number; experts: number; activeExperts: number; sharedExperts: number; sharedWidth: number }
      | undefined;
  };
}

export function checkModel(model: Shape, context: z.RefinementCtx): void {
  const refuse = (path: string, message: string) =>
    context.addIssue({ code: "custom", path: path.split("."), message });
  const { layers, attention, ffn } = model;
  const attending = attention.attentionLayers ?? layers;
  if (attending > layers)
    refuse(
      "attention.attentionLayers",
      `must be at most the ${layers} layers of the model, got ${attending}`,
    );
  if (attention.kind === "gqa") {
    const { heads, kvHeads, fullLayers = attending, windowTokens, compression = [] } = attention;
    if (heads % kvHeads !== 0) refuse("attention.kvHeads", `must divide the ${heads} heads, got ${kvHeads}`);
    if (fullLayers > attending)
      refuse("attention.fullLayers", `must be at most the ${attending} attention layers, got ${fullLayers}`);
    if (fullLayers < attending && windowTokens === undefined)
      refuse(
        "attention.windowTokens",
        `missing; ${attending - fullLayers} layers do not see the whole context`,
      );
    if (attention.windowRestarts && windowTokens === undefined)
      refuse("attention.windowRestarts", "needs windowTokens: how large the chunks are");
    const compressed = compression.reduce((sum, each) => sum + each.layers, 0);
    if (compressed > attending)
      refuse(
        "attention.compression",
        `must cover at most the ${attending} attention layers, got ${compressed}`,
      );
  }
  const { dense, moe } = ffn;
  const feeding = (dense?.layers ?? 0) + (moe?.layers ?? 0);
  if (feeding === 0) refuse("ffn", "expected dense, moe or both");
  if (feeding > layers)
    refuse(
      "ffn",
      `dense and MoE layers together must be at most the ${layers} layers of the model, got ${feeding}`,
    );
  if (moe === undefined) return;
  if (moe.activeExperts > moe.experts)
    refuse("ffn.moe.activeExperts", `must be at most the ${moe.experts} experts, got ${moe.activeExperts}`);
  if (moe.sharedExperts > 0 !== moe.sharedWidth > 0)
    refuse("ffn.moe.sharedWidth", "sharedExperts and sharedWidth go together");
}
