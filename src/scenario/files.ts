// How loaders reach files without touching a disk themselves: the command line gives Node's file system, a browser
// its own. All paths are as a reader would write them from where the program runs, so they can be shown in messages.

/** A file that a scenario names: its path, or why it may not or cannot be read. */
export type NamedFile = { path: string } | { refused: string };

export interface Files {
  /** The file that `from` names as `path`, seen from the folder of `from`. Refuses what lies outside the allowed folders. */
  locate(path: string, from: string): NamedFile;
  /** Throws an InputError where the file cannot be read or is no UTF-8 text. */
  readText(path: string): string;
  /** The bytes from the start, in pieces; gunzipped. */
  chunks(path: string): Iterable<Uint8Array>;
}
