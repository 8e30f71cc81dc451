// Stands in for node-canvas, which needs a compiler and cairo: chartjs-node-canvas asks for `canvas` and gets
// @napi-rs/canvas with node-canvas's calling conventions (callback first, optional MIME type, "svg" backend).
const napi = require("@napi-rs/canvas");

/** node-canvas calls back asynchronously; errors go to the callback, never up the caller's stack. */
const answer = (callback, make) =>
  setImmediate(() => {
    let value;
    try {
      value = make();
    } catch (error) {
      return callback(error);
    }
    callback(null, value);
  });

function createCanvas(width, height, type) {
  if (type === "pdf") throw new Error('canvas shim: PDF is not supported; use type "svg" or PNG');
  const canvas =
    type === "svg"
      ? napi.createCanvas(width, height, napi.SvgExportFlag.ConvertTextToPaths)
      : napi.createCanvas(width, height);
  const encode = (mime) =>
    type === "svg"
      ? canvas.getContent()
      : canvas.constructor.prototype.toBuffer.call(canvas, mime ?? "image/png");
  const url = (mime = "image/png") =>
    type === "svg"
      ? `data:image/svg+xml;base64,${encode().toString("base64")}`
      : `data:${mime};base64,${encode(mime).toString("base64")}`;
  canvas.toBuffer = (first, second) =>
    typeof first === "function" ? answer(first, () => encode(second)) : encode(first);
  canvas.toDataURL = (first, second) =>
    typeof first === "function"
      ? answer(first, url)
      : typeof second === "function"
        ? answer(second, () => url(first))
        : url(first);
  return canvas;
}

const registerFont = (path, { family } = {}) => {
  if (!napi.GlobalFonts.registerFromPath(path, family))
    throw new Error(`canvas shim: cannot load font ${path}`);
};

module.exports = {
  createCanvas,
  registerFont,
  Image: napi.Image,
  loadImage: napi.loadImage,
  GlobalFonts: napi.GlobalFonts,
};
