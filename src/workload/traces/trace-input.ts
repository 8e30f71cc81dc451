/** A trace file as chunks of bytes, re-opened for every pass; gunzipped already (`gunzipChunks`). */
export interface TraceInput {
  /** Shown in problems: the file's name. */
  name: string;
  open(): Iterable<Uint8Array>;
}
