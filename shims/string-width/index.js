// What yargs lays out its help by. Ours is plain text: the package it replaces opens tables of Unicode at every start of the command
// line, a tenth of what a small run takes.

const escapeCodes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** Columns of a text without wide characters; escape codes take none. */
export default function stringWidth(text) {
  return [...text.replaceAll(escapeCodes, "")].length;
}
