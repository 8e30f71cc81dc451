// What the command line calls `--growth-prior` is a control here: its name as the form writes it.
export const inControls = (message: string): string =>
  message.replace(/--([a-z]+(?:-[a-z]+)*)/g, (_, name: string) => `“${name.replaceAll("-", " ")}”`);
