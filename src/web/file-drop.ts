// Text of a file: dropped, chosen or pasted.
import { element } from "./dom.ts";

interface Options {
  label: string;
  accept: string;
  rows: number;
  onText(file: string, text: string): void;
}

export interface FileDrop {
  node: HTMLElement;
  show(file: string, text: string): void;
}

export function fileDrop({ label, accept, rows, onText }: Options): FileDrop {
  let name = "";
  const area = element("textarea", {
    id: "file-text",
    rows,
    spellcheck: false,
    wrap: "off",
    oninput: () => onText(name, area.value),
  });
  const take = async (file: File | undefined) => {
    if (!file) return;
    const text = await file.text();
    show(file.name, text);
    onText(file.name, text);
  };
  const input = element("input", {
    type: "file",
    accept,
    className: "visually-hidden",
    tabIndex: -1,
    "aria-label": label,
    onchange: () => void take(input.files?.[0]).then(() => (input.value = "")),
  });
  const shown = element("small", { className: "origin" });
  const node = element(
    "div",
    {
      className: "drop",
      ondragover: (event) => {
        event.preventDefault();
        node.classList.add("over");
      },
      ondragleave: () => node.classList.remove("over"),
      ondrop: (event) => {
        event.preventDefault();
        node.classList.remove("over");
        void take(event.dataTransfer?.files[0]);
      },
    },
    element("div", { className: "label" }, element("label", { htmlFor: area.id }, label), shown),
    area,
    element(
      "p",
      { className: "buttons" },
      element("button", { type: "button", onclick: () => input.click() }, "Open a file"),
      element("small", {}, "or drop it here, or paste"),
      input,
    ),
    element("p", { className: "problem", hidden: true }),
  );
  function show(file: string, text: string): void {
    name = file;
    shown.textContent = file;
    area.value = text;
  }
  return { node, show };
}
