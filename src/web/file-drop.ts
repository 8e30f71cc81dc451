// Text of a file: dropped, chosen, pasted or changed by hand; and what is wrong with it, right below.
import type { Problem } from "../base/errors.ts";
import { element, fill } from "./dom.ts";
import { asGiven, originLine } from "./form/origin.ts";
import { markInvalid } from "./form/problems.ts";

interface Options {
  label: string;
  /** What the text is in. */
  unit: string;
  accept: string;
  rows: number;
  /** `another` where it takes the place of all that was there. */
  onText(file: string, text: string, another: boolean): void;
}

export interface FileDrop {
  node: HTMLElement;
  show(file: string, text: string): void;
  /** Takes those about its text; answers with the others. */
  showProblems(problems: readonly Problem[]): readonly Problem[];
}

/** What is put in place of all that was there: nothing that was said of the old text holds for it. */
const pastedName = "pasted text";

export function fileDrop({ label, unit, accept, rows, onText }: Options): FileDrop {
  let name = "";
  let edited = false;
  let replaced = false;
  const area = element("textarea", {
    id: "file-text",
    rows,
    spellcheck: false,
    wrap: "off",
    onbeforeinput: () => {
      replaced = area.selectionStart === 0 && area.selectionEnd === area.value.length;
    },
    oninput: () => {
      if (area.value.trim() === "") return;
      const another = replaced;
      replaced = false;
      if (another) name = pastedName;
      edited = !another;
      tell();
      onText(name, area.value, another);
    },
  });
  const take = async (file: File | undefined) => {
    if (!file) return;
    const text = await textOf(file);
    if (text === undefined) {
      const message = `${file.name} is damaged or cut short: it cannot be unpacked`;
      fill(wrong, element("p", { className: "problem" }, message));
      markInvalid(area, wrong.id);
      return;
    }
    show(file.name.replace(packed, ""), text);
    onText(file.name.replace(packed, ""), text, true);
  };
  const input = element("input", {
    type: "file",
    accept,
    className: "visually-hidden",
    tabIndex: -1,
    "aria-label": label,
    onchange: () => void take(input.files?.[0]).then(() => (input.value = "")),
  });
  const shown = originLine(area.id);
  area.setAttribute("aria-describedby", shown.id);
  const wrong = element("div", { id: `${area.id}:problems`, role: "alert" });
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
    element("div", { className: "label" }, element("label", { htmlFor: area.id }, label)),
    area,
    shown.node,
    element(
      "p",
      { className: "buttons" },
      element("button", { type: "button", onclick: () => input.click() }, "Open a file"),
      element("small", {}, "or drop it here, or paste"),
      input,
    ),
  );
  shown.node.after(wrong);
  const tell = () => {
    shown.tell(asGiven(unit, edited ? `${name}, edited` : name));
  };
  function show(file: string, text: string): void {
    name = file;
    edited = false;
    tell();
    area.value = text;
  }
  return {
    node,
    show,
    showProblems(problems) {
      const own = problems.filter(({ file }) => baseName(file) === baseName(name));
      // What was changed is no longer what the file says.
      const said = edited || name === pastedName ? "the text above" : name;
      fill(
        wrong,
        own.map(({ line, path, message }) =>
          element(
            "p",
            { className: "problem" },
            sentence([line > 0 ? `${said}, line ${line}:` : said, path, message]),
          ),
        ),
      );
      markInvalid(area, own.length > 0 ? wrong.id : undefined);
      return problems
        .filter((each) => !own.includes(each))
        .map((each) => ({ ...each, message: each.message.replaceAll(name, said) }));
    },
  };
}

const packed = /\.gz$/i;

/** Of a file, unpacked where it is packed; undefined where that fails. */
export async function textOf(file: File): Promise<string | undefined> {
  if (!packed.test(file.name)) return file.text();
  const unpacked = file.stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).text().catch(() => undefined);
}

const baseName = (path: string) => path.split("/").at(-1);

const sentence = (parts: readonly string[]) => {
  const text = parts.filter(Boolean).join(" ");
  return text.startsWith("the ") ? `T${text.slice(1)}` : text;
};
